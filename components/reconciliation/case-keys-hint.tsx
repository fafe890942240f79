/** The keys of an open case. */
export function CaseKeysHint() {
  return (
    <p className="meta" role="note">
      <kbd>Esc</kbd> closes, <kbd>J</kbd> <kbd>K</kbd> next and previous case, <kbd>L</kbd> looks up, <kbd>R</kbd>{' '}
      writes the reason, <kbd>N</kbd> takes the next free case, <kbd>?</kbd> hides this
    </p>
  );
}

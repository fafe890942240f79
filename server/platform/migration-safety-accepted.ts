/** Statements of migrations that had landed before the check could ask them for their reason. A landed migration is never edited. */
export const ACCEPTED: readonly { readonly migration: string; readonly statement: string; readonly because: string }[] =
  [
    {
      migration: '20261127600000_controls',
      statement: 'alter table operations.controls add column origin',
      because: 'The build before only reads operations.controls; it writes no row that a new check could refuse.',
    },
    {
      migration: '20261127600000_controls',
      statement: 'create trigger controls_version_rises before update on operations.controls',
      because: 'The build before only reads operations.controls, so the trigger never fires for it.',
    },
    {
      migration: '20261127600000_controls',
      statement: 'create trigger controls_keep_change after insert or update on operations.controls',
      because: 'The build before only reads operations.controls, so the trigger never fires for it.',
    },
  ];

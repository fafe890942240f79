import { type FormEvent, useId } from 'react';
import { Button } from '@/components/ui/button';
import styles from './repair-fields.module.css';

interface AddNoteProps {
  readonly text: string;
  readonly type: (text: string) => void;
  readonly busy: boolean;
  /** Why this person may not; null when they may. */
  readonly refused: string | null;
  readonly keep: (text: string) => void;
}

/** What a person knows about the case. */
export function AddNote({ busy, keep, refused, text, type }: AddNoteProps) {
  const id = useId();
  const off = busy || refused !== null || text.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!off) keep(text.trim());
  };
  return (
    <form className={styles.field} onSubmit={submit}>
      <label htmlFor={id}>Add a note</label>
      <textarea
        id={id}
        rows={2}
        maxLength={2_000}
        value={text}
        readOnly={refused !== null}
        aria-describedby={`${id}-says`}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <p id={`${id}-says`} className="meta">
        {refused ?? 'Seen by staff; it can be neither changed nor deleted.'}
      </p>
      <div>
        <Button size="sm" type="submit" aria-disabled={off}>
          {busy ? 'Keeping the note…' : 'Keep the note'}
        </Button>
      </div>
    </form>
  );
}

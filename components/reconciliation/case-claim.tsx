import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { LEAST_REASON } from '@/server/domain/repair/repair';
import styles from './case-claim.module.css';

interface CaseClaimProps {
  readonly standing: 'free' | 'mine' | 'others';
  /** Why this person may not work cases; null when they may. */
  readonly refused: string | null;
  readonly busy: boolean;
  readonly claim: () => void;
  readonly release: () => void;
  readonly handOver: (to: string, note: string) => void;
  /** To whom it can be handed over. */
  readonly colleagues: readonly { readonly email: string; readonly name: string }[];
}

/** Whose the case is, and how it becomes somebody's or nobody's. */
export function CaseClaim({ busy, claim, colleagues, handOver, refused, release, standing }: CaseClaimProps) {
  const [handing, setHanding] = useState(false);
  const off = busy || refused !== null;
  if (standing === 'others') return null;
  if (standing === 'free')
    return (
      <div className={styles.bar}>
        <Button size="sm" aria-disabled={off} aria-describedby="claim-says" onClick={() => !off && claim()}>
          Claim
        </Button>
        <span id="claim-says" className="meta">
          {refused ?? 'It is yours while this panel is open, and for 30 minutes after.'}
        </span>
      </div>
    );
  return (
    <div className={styles.bar}>
      <Button size="sm" aria-disabled={off} onClick={() => !off && release()}>
        Release
      </Button>
      <Button size="sm" aria-expanded={handing} onClick={() => setHanding(!handing)}>
        Hand over
      </Button>
      {handing ? (
        <HandOver
          colleagues={colleagues}
          busy={busy}
          handOver={(to, note) => {
            handOver(to, note);
            setHanding(false);
          }}
        />
      ) : null}
    </div>
  );
}

function HandOver({ busy, colleagues, handOver }: Pick<CaseClaimProps, 'busy' | 'colleagues' | 'handOver'>) {
  const id = useId();
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const short = note.trim().length < LEAST_REASON;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (to !== '' && !short && !busy) handOver(to, note.trim());
  };
  if (colleagues.length === 0) return <p className="meta">Nobody else may work cases.</p>;
  return (
    <form className={styles.hand} onSubmit={submit}>
      <label htmlFor={`${id}-to`}>To</label>
      <select id={`${id}-to`} value={to} onChange={(event) => setTo(event.currentTarget.value)}>
        <option value="">choose a colleague</option>
        {colleagues.map(({ email, name }) => (
          <option key={email} value={email}>
            {name}, {email}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-note`}>What they should know</label>
      <textarea
        id={`${id}-note`}
        rows={2}
        maxLength={2_000}
        value={note}
        aria-describedby={`${id}-says`}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <p id={`${id}-says`} className="meta">
        {tried && to === '' ? 'Choose a colleague. ' : ''}
        {tried && short ? `At least ${LEAST_REASON} characters. ` : ''}It stands in the history.
      </p>
      <Button size="sm" type="submit" aria-disabled={busy}>
        Hand over the case
      </Button>
    </form>
  );
}

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { DotMark } from '@/components/ui/marks';
import { type AckRow, AckList } from './ack-list';
import type { SwitchWords } from './control-sentence';
import styles from './control-row.module.css';

interface ControlRowProps {
  readonly words: SwitchWords;
  /** What it touches is being counted: its line has its room already. */
  readonly isCounted: boolean;
  readonly acks: readonly AckRow[];
  readonly nowMs: number;
  /** Null: this person may not, and why stands in `refused`. */
  readonly refused: string | null;
  readonly isOpen: boolean;
  readonly toggle: () => void;
  /** What is asked before it is set. */
  readonly ask: ReactNode;
}

/** One switch: where it stands as a sentence, what each region goes by, and the way to change it. */
export function ControlRow({ acks, ask, isCounted, isOpen, nowMs, refused, toggle, words }: ControlRowProps) {
  const { impact, isOff, sentence, title, verb } = words;
  return (
    <div className={styles.row} data-switch={words.name}>
      <span className={styles.mark}>
        <DotMark tone={isOff ? words.tone : 'green'} dashed={isOff} />
      </span>
      <div className={styles.says}>
        <p>
          <b>{title}:</b> {sentence}
        </p>
        {impact === null && !isCounted ? null : <span className="meta">{impact ?? '\u00a0'}</span>}
      </div>
      <AckList rows={acks} nowMs={nowMs} />
      <span className={styles.act}>
        <Button
          size="sm"
          onClick={refused === null ? toggle : undefined}
          aria-disabled={refused === null ? undefined : true}
          aria-expanded={isOpen}
          aria-label={`${verb}: ${title}`}
          title={refused ?? undefined}
        >
          {verb}
        </Button>
      </span>
      {isOpen ? <div className={styles.ask}>{ask}</div> : null}
    </div>
  );
}

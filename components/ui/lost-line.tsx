'use client';

import { elapsed } from '@/server/domain/instant-words';
import { Button } from './button';
import styles from './lost-line.module.css';
import { DotMark } from './marks';
import { Time } from './time';
import { useNow } from './use-now';

interface LostLineProps {
  /** When what is shown was read, this browser's clock. */
  readonly readAtMs: number;
  readonly tryNow: () => void;
}

/** The connection is lost: the data stays, with its age, and actions wait. */
export function LostLine({ readAtMs, tryNow }: LostLineProps) {
  const now = useNow(readAtMs);
  return (
    <div className={styles.lost} data-tone="amber" role="status">
      <DotMark tone="amber" dashed />
      <span>
        <b className="medium tone">
          No answer since <Time at={readAtMs} />.
        </b>{' '}
        What you see is <span aria-live="off">{elapsed(now - readAtMs)}</span> old.
      </span>
      <span className={styles.again}>trying again by itself</span>
      <Button size="sm" onClick={tryNow}>
        Try now
      </Button>
    </div>
  );
}

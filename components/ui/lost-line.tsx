'use client';

import { refusalOf } from '@/components/trpc';
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
  /** Why it was not read since. */
  readonly error: unknown;
}

/** It is not read any more, answered or not: the data stays, with its age, and says whom to quote. */
export function LostLine({ error, readAtMs, tryNow }: LostLineProps) {
  const now = useNow(readAtMs);
  const { code, message, requestId } = refusalOf(error);
  return (
    <div className={styles.lost} data-tone="amber" role="status">
      <DotMark tone="amber" dashed />
      <span className={styles.words}>
        <b className="medium tone">
          {code === null ? 'No answer' : 'Not read'} since <Time at={readAtMs} />.
        </b>{' '}
        {code === null ? null : `${message} `}
        What you see is <span aria-live="off">{elapsed(now - readAtMs)}</span> old.
        {requestId === null ? null : (
          <span className="meta">
            {' '}
            Request <span className="id">{requestId}</span>
          </span>
        )}
      </span>
      <span className={styles.again}>trying again by itself</span>
      <Button size="sm" onClick={tryNow}>
        Try now
      </Button>
    </div>
  );
}

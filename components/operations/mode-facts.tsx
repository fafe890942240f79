import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatInstant, formatNear } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { span } from '@/server/domain/instant-words';
import { type AckRow, AckList } from './ack-list';
import styles from './mode-facts.module.css';

export interface EnteredFacts {
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
  readonly owner: string | null;
}

interface ModeFactsProps {
  /** Null in normal. */
  readonly entered: EnteredFacts | null;
  readonly acks: readonly AckRow[];
  readonly episodes: number;
  readonly last: { readonly enteredAtMs: number; readonly endedAtMs: number | null; readonly episodeId: string } | null;
  readonly take: ReactNode;
  readonly promise: string | null;
  readonly nowMs: number;
}

const person = (actor: string): string => actor.replace(/^staff:/, '');

/** How the mode came about, who answers for it, which promise is bent, and that both regions go by it. */
export function ModeFacts({ acks, entered, episodes, last, nowMs, promise, take }: ModeFactsProps) {
  const ended = last === null || last.endedAtMs === null ? null : { ...last, endedAtMs: last.endedAtMs };
  return (
    <dl className={styles.facts}>
      {entered === null ? null : (
        <>
          <dt>Entered</dt>
          <dd>
            {formatNear(entered.atMs, nowMs, 'clock', CONSOLE_ZONE)}{' '}
            {entered.by === 'degraded mode' ? 'by itself' : `by ${person(entered.by)}`}: {entered.reason}
          </dd>
          <dt>Owner</dt>
          <dd>
            {entered.owner === null ? 'nobody yet' : person(entered.owner)} {take}
          </dd>
          <dt>Bent promise</dt>
          <dd>
            Confirmation at once. Kept: one payment and one outcome an order{promise === null ? '' : `, ${promise}`}
          </dd>
        </>
      )}
      <dt>Regions</dt>
      <dd>
        <AckList rows={acks} nowMs={nowMs} />
      </dd>
      <dt>Episode</dt>
      <dd>
        {entered === null ? (episodes === 0 ? 'none yet' : `${episodes} so far`) : `${episodes} of this store`}
        {ended === null
          ? entered !== null && episodes > 1
            ? ', none of them is over'
            : ''
          : `, last one ${formatInstant(ended.enteredAtMs, 'day', CONSOLE_ZONE)}, ${span(ended.endedAtMs - ended.enteredAtMs)}`}{' '}
        <Link href="#episodes" className={styles.more}>
          All episodes
        </Link>
      </dd>
    </dl>
  );
}

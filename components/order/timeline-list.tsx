'use client';

import { useState } from 'react';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { roughSpan } from '@/server/domain/instant-words';
import type { EvidenceRow } from '@/server/domain/evidence';
import type { Bracket, TimelineItem } from '@/server/domain/timeline/item';
import { causeLane, isQuietBefore, newIds, passingBrackets } from './timeline-cause';
import styles from './timeline.module.css';
import { LaneHeads } from './timeline-lanes';
import { TimelineRow } from './timeline-row';

interface TimelineListProps {
  readonly evidence: readonly EvidenceRow[];
  readonly items: readonly TimelineItem[];
  readonly opened: ReadonlySet<string>;
  readonly current: string | null;
  readonly toggle: (key: string) => void;
}

/** The operation's line that runs through the space above an item. */
function lineAbove(items: readonly TimelineItem[], passing: readonly (Bracket | null)[], i: number): Bracket | null {
  const item = items[i];
  const own = item && 'bracket' in item ? item.bracket : null;
  if (own === null) return passing[i] ?? null;
  return own.place === 'first' || own.place === 'only' ? null : own;
}

function Quiet({ item, line }: { item: TimelineItem; line: Bracket | null }) {
  if (!isQuietBefore(item) || !('gapMs' in item) || item.gapMs === null) return null;
  return (
    <li className={styles.quiet}>
      <span />
      <span className={styles.ground} />
      <span className={styles.bracket} data-operation={line ? (line.open ? 'open' : 'settled') : undefined} />
      <span>{roughSpan(item.gapMs)} without evidence</span>
    </li>
  );
}

const dayOf = (atMs: number): string => formatInstant(atMs, 'day', CONSOLE_ZONE);

/** The head says the first day; where another one begins it is said again. */
function NewDay({
  item,
  before,
  line,
}: {
  item: TimelineItem;
  before: TimelineItem | undefined;
  line: Bracket | null;
}) {
  if (before === undefined || dayOf(before.atMs) === dayOf(item.atMs)) return null;
  return (
    <li className={styles.quiet}>
      <span>{dayOf(item.atMs)}</span>
      <span className={styles.ground} />
      <span className={styles.bracket} data-operation={line ? (line.open ? 'open' : 'settled') : undefined} />
      <span />
    </li>
  );
}

/** An ordered list in the order in which things happened; silence is drawn, not left out. */
export function TimelineList({ evidence, items, opened, current, toggle }: TimelineListProps) {
  const [lit, setLit] = useState<string | null>(null);
  const first = items.find((item) => item.type !== 'now');
  const ids = newIds(items);
  const passing = passingBrackets(items);
  const causes = items.map((item, i) => causeLane(item, items[i - 1]));
  return (
    <div className={styles.timeline}>
      <div className={styles.head}>
        <span>
          {CONSOLE_ZONE}
          {first ? `, ${formatInstant(first.atMs, 'day', CONSOLE_ZONE)}` : null}
        </span>
        <LaneHeads />
      </div>
      <ol aria-label="Evidence, oldest first">
        {items.map((item, i) =>
          item.type === 'now' ? (
            <li key="now" className={styles.now}>
              <span>
                Now <Time at={item.atMs} near={items[i - 1]?.atMs} />
              </span>
            </li>
          ) : (
            [
              <Quiet key={`quiet-${item.key}`} item={item} line={lineAbove(items, passing, i)} />,
              <NewDay key={`day-${item.key}`} item={item} before={items[i - 1]} line={lineAbove(items, passing, i)} />,
              <TimelineRow
                key={item.key}
                item={item}
                evidence={evidence}
                cause={causes[i] ?? null}
                causes={(causes[i + 1] ?? null) !== null}
                ids={ids[i] ?? []}
                passing={passing[i] ?? null}
                open={opened.has(item.key)}
                lit={lit !== null && item.bracket?.operation === lit}
                current={item.key === current}
                toggle={toggle}
                light={setLit}
              />,
            ]
          ),
        )}
      </ol>
    </div>
  );
}

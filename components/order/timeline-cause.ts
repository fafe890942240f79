/**
 * Elbows join cause and effect only where the cause is known: two neighbours of one request, a moment apart. A new submit,
 * late evidence and silence begin without one.
 */
import type { EvidenceLane } from '@/server/domain/evidence';
import type { Bracket, IdChip, TimelineItem } from '@/server/domain/timeline/item';

const ONE_BREATH_MS = 2_000;

/** The lane that this item was caused from; null when that is not known. */
export function causeLane(item: TimelineItem, before: TimelineItem | undefined): EvidenceLane | null {
  if (item.type !== 'row' || before?.type !== 'row') return null;
  if (item.row.kind === 'order_submitted' || item.learnedAtMs !== null || before.learnedAtMs !== null) return null;
  if (item.row.requestId === null || item.row.requestId !== before.row.requestId) return null;
  return item.atMs - before.atMs < ONE_BREATH_MS ? before.lane : null;
}

/** From here on a gap is drawn as a line of its own. */
const QUIET_MS = 30_000;

export function isQuietBefore(item: TimelineItem): boolean {
  return 'gapMs' in item && item.gapMs !== null && item.gapMs >= QUIET_MS;
}

/** Per item, the ids that its row adds to the story: its operation always, any other id only where it first appears. */
export function newIds(items: readonly TimelineItem[]): readonly (readonly IdChip[])[] {
  const told = new Set<string>();
  return items.map((item) => {
    if (!('ids' in item)) return [];
    const added = item.ids.filter(({ kind, value }) => kind === 'payment_operation' || !told.has(value));
    for (const { value } of added) told.add(value);
    return added;
  });
}

/** Per item, the operation whose line passes it by: it stands between two members and is none. */
export function passingBrackets(items: readonly TimelineItem[]): readonly (Bracket | null)[] {
  const brackets = items.map((item) => ('bracket' in item ? item.bracket : null));
  return items.map((_item, i) => {
    if (brackets[i]) return null;
    const before = brackets.slice(0, i).findLast((bracket) => bracket !== null);
    const after = brackets.slice(i + 1).find((bracket) => bracket?.operation === before?.operation);
    return before && after ? before : null;
  });
}

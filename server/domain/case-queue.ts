/**
 * The queue of the desk: which cases each preset shows and in which order. One table, read by the statement that finds them, by the
 * counts above them and by the tabs of the page. Pages follow each other by a place, never by a number of rows to skip: a case that
 * is closed meanwhile moves nobody's page.
 */
import type { CaseReason, CaseSeverity } from './reconciliation-case';

export const QUEUE_PRESETS = [
  'mine',
  'all_due_first',
  'unclaimed_oldest',
  'past_due',
  'paid_without_order',
  'order_without_payment',
  'partition',
  'awaiting_second_person',
] as const;

export type QueuePreset = (typeof QUEUE_PRESETS)[number];

export interface QueueRule {
  /** As the tab is called. */
  readonly name: string;
  /** What the list is sorted by, the earliest first. */
  readonly orderedBy: 'due' | 'opened';
  /** Null: whatever the reason. */
  readonly reasons: readonly CaseReason[] | null;
  readonly only: 'mine' | 'unclaimed' | 'past_due' | 'awaiting_second_person' | null;
}

const all = { orderedBy: 'due', reasons: null, only: null } as const;

export const QUEUE_RULES: Record<QueuePreset, QueueRule> = {
  mine: { ...all, name: 'Mine', only: 'mine' },
  all_due_first: { ...all, name: 'All, due first' },
  unclaimed_oldest: { ...all, name: 'Unclaimed, oldest', orderedBy: 'opened', only: 'unclaimed' },
  past_due: { ...all, name: 'Past due', only: 'past_due' },
  paid_without_order: {
    ...all,
    name: 'Paid without an order',
    reasons: ['payment_without_order', 'stray_authorization', 'duplicate_authorization'],
  },
  order_without_payment: {
    ...all,
    name: 'Order without a payment',
    reasons: ['order_without_payment', 'provider_has_no_record', 'capture_failed'],
  },
  // what a cut leaves: nobody could be reached until the checks were used up
  partition: { ...all, name: 'Partition', reasons: ['checks_ran_out'] },
  awaiting_second_person: { ...all, name: 'Awaiting a second person', only: 'awaiting_second_person' },
};

/** Of these a free case can be handed out: what is mine is not free, and what waits for a second person has its first. */
export const NEXT_CASE_PRESETS = [
  'all_due_first',
  'unclaimed_oldest',
  'past_due',
  'paid_without_order',
  'order_without_payment',
  'partition',
] as const satisfies readonly QueuePreset[];

export type NextCasePreset = (typeof NEXT_CASE_PRESETS)[number];

/** What narrows a preset; null narrows nothing. */
export interface QueueFilter {
  readonly preset: QueuePreset;
  readonly reason: CaseReason | null;
  readonly severity: CaseSeverity | null;
  /** The e-mail address of who holds it; `UNCLAIMED` for what nobody holds. */
  readonly owner: string | null;
}

/** No e-mail address: never taken for a person. */
export const UNCLAIMED = 'nobody';

/** The last row that was seen; the next page begins after it. */
export interface QueuePlace {
  /** Of being due or of being opened, as the preset is ordered. */
  readonly atMs: number;
  readonly orderId: string;
  readonly caseId: string;
}

export function placeOf(
  preset: QueuePreset,
  row: { readonly dueAtMs: number; readonly openedAtMs: number; readonly orderId: string; readonly caseId: string },
): QueuePlace {
  const { caseId, orderId } = row;
  return { atMs: QUEUE_RULES[preset].orderedBy === 'due' ? row.dueAtMs : row.openedAtMs, orderId, caseId };
}

/** As the statements sort: by instant, then by the bytes of the ids. */
export function comparePlaces(a: QueuePlace, b: QueuePlace): number {
  return a.atMs - b.atMs || compareTexts(a.orderId, b.orderId) || compareTexts(a.caseId, b.caseId);
}

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** The length keeps two ids apart, whatever is in them. */
export const cursorOf = ({ atMs, caseId, orderId }: QueuePlace): string =>
  `${atMs}_${orderId.length}_${orderId}${caseId}`;

/** Null: the cursor is none of ours. */
export function placeOfCursor(cursor: string): QueuePlace | null {
  const [, atMs, length, ids] = /^(\d{1,15})_(\d{1,3})_([^]{1,1000})$/.exec(cursor) ?? [];
  if (atMs === undefined || length === undefined || ids === undefined || ids.length <= Number(length)) return null;
  return { atMs: Number(atMs), orderId: ids.slice(0, Number(length)), caseId: ids.slice(Number(length)) };
}

/** One page over the pages of several regions, each of them sorted: the earliest rows, and whether any are left. */
export function mergedQueue<Row extends QueuePlace>(
  pages: readonly { readonly rows: readonly Row[]; readonly more: boolean }[],
  limit: number,
): { readonly rows: readonly Row[]; readonly more: boolean } {
  const all = pages.flatMap(({ rows }) => rows).toSorted(comparePlaces);
  return { rows: all.slice(0, limit), more: all.length > limit || pages.some(({ more }) => more) };
}

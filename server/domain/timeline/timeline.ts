/**
 * One order's evidence as a person reads it: everything at the time it happened, gaps shown, repeated answers folded, late
 * evidence marked with when it was learnt, and dashed rows for what should be there by now and is not.
 */
import type { EvidenceRow } from '../evidence';
import { chipsOf, idsOf, isLate } from '../evidence-chips';
import { detailText } from '../evidence-detail';
import { evidenceSentence, outcomeWord } from '../evidence-sentence';
import { type ExpectedEvidence, missingEvidence, plannedEvidence } from '../expected-evidence';
import { millisecondNear } from '../instant-words';
import { stateOfRow } from '../payment-evidence';
import { bracketed } from './bracket';
import { foldRows } from './fold';
import type { TimelineItem } from './item';

export interface TimelineOptions {
  /** IANA zone of the reader. */
  readonly timeZone: string;
  /** `story` folds repeated answers; `everything` shows each row. */
  readonly view: 'story' | 'everything';
  /** What the caller knows to come besides the evidence: the next ledger sweep, an age limit. */
  readonly plans: readonly ExpectedEvidence[];
}

const STORY_IN_UTC: TimelineOptions = { timeZone: 'UTC', view: 'story', plans: [] };

/** @param rows every row of one order, in the order of `seq`. */
export function timeline(
  rows: readonly EvidenceRow[],
  nowMs: number,
  options: Partial<TimelineOptions> = {},
): TimelineItem[] {
  const { timeZone, view, plans } = { ...STORY_IN_UTC, ...options };
  const places = placesOf(rows);
  const placed = [...rows].sort((a, b) => place(places, a) - place(places, b) || a.seq - b.seq);
  const folds = view === 'story' ? foldRows(placed) : placed.map((row) => ({ rows: [row] as const }));
  const witnessed = folds.map(({ rows: [first, ...more] }) =>
    more.length === 0 ? rowItem(first, place(places, first), timeZone) : foldItem([first, ...more], places, timeZone),
  );
  const learned = folds.flatMap(({ rows: [first] }) => (isLate(first) ? [learnedItem(first, timeZone)] : []));
  const missing = missingEvidence(rows, nowMs).map((expected) => missingItem(expected, nowMs));
  const planned = [...plannedEvidence(rows, nowMs), ...plans.filter(({ dueAtMs }) => dueAtMs > nowMs)]
    .sort((a, b) => a.dueAtMs - b.dueAtMs)
    .map((expected) => plannedItem(expected, nowMs));
  const now: TimelineItem = { type: 'now', key: 'now', atMs: nowMs };
  const happened = [...witnessed, ...learned, ...missing].sort((a, b) => a.atMs - b.atMs);
  return bracketed(withGaps([...happened, now, ...planned]), rows);
}

/**
 * Where each row stands. Nothing about an operation can have happened before the operation was made durable: a provider that
 * tells whole seconds, or whose clock is behind, would otherwise stand before its own call.
 */
function placesOf(rows: readonly EvidenceRow[]): ReadonlyMap<number, number> {
  const begunAtMs = new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const begun = row.paymentOperation === null ? undefined : begunAtMs.get(row.paymentOperation);
      if (row.paymentOperation !== null && begun === undefined) begunAtMs.set(row.paymentOperation, row.observedAtMs);
      return [row.seq, Math.max(row.observedAtMs, begun ?? row.observedAtMs)];
    }),
  );
}

const place = (places: ReadonlyMap<number, number>, row: EvidenceRow): number =>
  places.get(row.seq) ?? row.observedAtMs;

function rowItem(row: EvidenceRow, atMs: number, timeZone: string): TimelineItem {
  return {
    type: 'row',
    key: `row-${row.seq}`,
    lane: row.lane,
    atMs,
    sentence: evidenceSentence(row, timeZone),
    bracket: null,
    gapMs: null,
    chips: chipsOf(row),
    ids: idsOf(row),
    row,
    state: stateOfRow(row),
    learnedAtMs: isLate(row) ? row.recordedAtMs : null,
  };
}

function foldItem(
  rows: readonly [EvidenceRow, ...EvidenceRow[]],
  places: ReadonlyMap<number, number>,
  timeZone: string,
): TimelineItem {
  const [first] = rows;
  const last = rows.at(-1) ?? first;
  const sinceMs = place(places, first);
  return {
    type: 'fold',
    key: `fold-${first.seq}`,
    lane: first.lane,
    atMs: place(places, last),
    sentence: foldSentence(first, rows.length, millisecondNear(sinceMs, place(places, last), timeZone)),
    bracket: null,
    gapMs: null,
    chips: chipsOf(last),
    ids: idsOf(last),
    rows,
    sinceMs,
  };
}

function foldSentence(first: EvidenceRow, count: number, since: string): string {
  switch (first.kind) {
    case 'lookup_answered':
      return `${count} look-ups, same answer: ${outcomeWord(detailText(first, 'outcome'))}, since ${since}.`;
    case 'lookup_unanswered':
      return `${count} look-ups without an answer since ${since}. This proves nothing about the payment.`;
    case 'webhook_received':
      return `${count} webhooks, same word: ${outcomeWord(detailText(first, 'outcome'))}, since ${since}.`;
    case 'message_delivered':
      return `${count} deliveries to ${detailText(first, 'consumer') ?? 'the same consumer'} since ${since}.`;
    default:
      return `${count} times since ${since}: the customer was told “${detailText(first, 'message') ?? 'the same'}”`;
  }
}

function learnedItem(row: EvidenceRow, timeZone: string): TimelineItem {
  return {
    type: 'learned',
    key: `learned-${row.seq}`,
    lane: row.lane,
    atMs: row.recordedAtMs,
    sentence: `Learned here what happened at ${millisecondNear(row.observedAtMs, row.recordedAtMs, timeZone)}: ${evidenceSentence(row, timeZone)}`,
    bracket: null,
    gapMs: null,
    chips: [],
    ids: idsOf(row),
    ofSeq: row.seq,
  };
}

function missingItem({ lane, text, dueAtMs, operation }: ExpectedEvidence, nowMs: number): TimelineItem {
  return {
    type: 'missing',
    key: `missing-${lane}-${dueAtMs}-${text}`,
    lane,
    atMs: dueAtMs,
    sentence: `Expected by now, missing: ${text}.`,
    bracket: operation === null ? null : { operation, place: 'middle', open: true },
    overdueMs: nowMs - dueAtMs,
  };
}

function plannedItem({ lane, text, dueAtMs, operation }: ExpectedEvidence, nowMs: number): TimelineItem {
  return {
    type: 'planned',
    key: `planned-${lane}-${dueAtMs}-${text}`,
    lane,
    atMs: dueAtMs,
    sentence: text,
    bracket: operation === null ? null : { operation, place: 'middle', open: true },
    inMs: dueAtMs - nowMs,
  };
}

function withGaps(items: readonly TimelineItem[]): TimelineItem[] {
  let previousMs: number | null = null;
  return items.map((item) => {
    if (item.type !== 'row' && item.type !== 'fold' && item.type !== 'learned') return item;
    const gapMs = previousMs === null ? null : item.atMs - previousMs;
    previousMs = item.atMs;
    return { ...item, gapMs };
  });
}

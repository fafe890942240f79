/**
 * Evidence that suffices for a decision which nobody has made: because it is young, because nobody came to it, because the one who
 * did was fenced, or because the message that brings it was parked. What another decision left behind is no reason to wait.
 */
import type { EvidenceRow } from '../evidence';
import { detailText } from '../evidence-detail';
import { isConflict, WORKER_MS } from '../expected-evidence';
import { authorizeOperationOf, type Facts, type Found, found } from './input';
import { intentExpiresAt } from '../intent';
import { isFinal, isLegal, type OrderState } from '../order';
import { definiteRank, definiteRow, lastStateRow, stateNamed } from '../payment-evidence';
import { putBack } from '../put-back';

export function decisionCause(facts: Facts): Found | null {
  const { evidence, nowMs, order } = facts;
  const word = definiteWord(facts);
  if (word !== null && isUndecided(facts, word)) return undecidedCause(facts, word);
  // the record is ahead of the rows, and only they tell whether that was decided already
  if (word?.row === null && !isDecidedBy(order.state, word.outcome)) return found('not_known');
  const fenced = fencedWithoutNews(facts);
  if (fenced !== null) return found('decision_fenced', fenced);
  const endsAtMs = intentExpiresAt(order.createdAtMs);
  const isKept = order.state === 'order_intent_saved' || order.state === 'inventory_reserved';
  return isKept && nowMs >= endsAtMs ? waitingSince(endsAtMs, nowMs, lastStateRow(evidence)) : null;
}

/** What the provider has definitely said of the payment, with the row that says so; null where only the record does. */
interface DefiniteWord {
  readonly outcome: string;
  readonly row: EvidenceRow | null;
}

/** Records and rows are read a moment apart: the one that is further knows more. */
function definiteWord({ evidence, operations }: Facts): DefiniteWord | null {
  const recorded = authorizeOperationOf(operations)?.state ?? 'unknown';
  const row = definiteRow(evidence);
  const told = row === null ? null : detailText(row, 'outcome');
  if (definiteRank(recorded) > (told === null ? -1 : definiteRank(told))) return { outcome: recorded, row: null };
  return told === null ? null : { outcome: told, row };
}

function isUndecided(facts: Facts, { outcome, row }: DefiniteWord): boolean {
  const { cases, evidence, operations, order } = facts;
  const decidedAfter = (test: (each: EvidenceRow) => boolean): boolean =>
    row !== null && evidence.some((each) => each.seq > row.seq && test(each));
  const isStray = (each: EvidenceRow): boolean => each.kind === 'stray_money';
  const isBack = outcome === 'voided' || outcome === 'refunded';
  switch (order.state) {
    case 'payment_authorizing':
    case 'payment_pending':
      return true;
    case 'order_intent_saved':
    case 'inventory_reserved':
      return outcome === 'authorized' && !decidedAfter(isStray);
    case 'needs_reconciliation':
      return row !== null && !decidedAfter((each) => isStray(each) || isConflict(each));
    case 'order_confirmed':
      // what a void or a refund of ours brought back was decided before
      return isBack && row !== null && !decidedAfter(isStray) && !operations.some(({ kind }) => isReturn(kind));
    case 'failed_safely':
      // what came back after the end still has a case to close
      if (isBack && row !== null && row.seq > (lastStateRow(evidence)?.seq ?? 0))
        return cases.some(({ closedAtMs, reason }) => closedAtMs === null && reason === 'stray_authorization');
      return outcome === 'authorized' && row !== null && !decidedAfter(isStray);
    default:
      return order.state satisfies never;
  }
}

/** Whether the state itself is what such a word leads to. */
function isDecidedBy(state: OrderState, outcome: string): boolean {
  return state === 'order_confirmed' ? outcome === 'authorized' : state === 'failed_safely' && outcome !== 'authorized';
}

const isReturn = (kind: string): boolean => kind === 'void' || kind === 'refund';

function undecidedCause({ evidence, nowMs, order }: Facts, { outcome, row }: DefiniteWord): Found {
  if (row === null) return found('decision_queued');
  const obstacle = evidence.findLast(
    (each) =>
      each.seq > row.seq &&
      (isFencedOn(each, outcome, order.state) || (isParked(each, outcome) && putBack(evidence, each) === null)),
  );
  if (obstacle?.kind === 'fenced') return found('decision_fenced', obstacle, row);
  if (obstacle !== undefined) return found('message_parked', obstacle, row);
  const parked = evidence.findLast((each) => each.seq > row.seq && isParked(each, outcome));
  const back = parked === undefined ? null : putBack(evidence, parked);
  return waitingSince((back ?? row).recordedAtMs, nowMs, row);
}

function waitingSince(sinceMs: number, nowMs: number, row: EvidenceRow | null): Found {
  return found(nowMs - sinceMs < WORKER_MS ? 'decision_queued' : 'decision_overdue', row);
}

/** A refused try to decide on this very word: one that only wanted to wait was about less, one that was made since is over. */
function isFencedOn(row: EvidenceRow, outcome: string, state: OrderState): boolean {
  if (row.kind !== 'fenced') return false;
  const tried = stateNamed(detailText(row, 'tried_state'));
  if (tried === null || tried === 'payment_pending' || !isLegal(state, tried)) return false;
  return outcome === 'authorized' ? tried !== 'failed_safely' : tried === 'failed_safely';
}

/** The message that carries this word, not one of a mail or of an earlier word. */
function isParked(row: EvidenceRow, outcome: string): boolean {
  return row.kind === 'message_parked' && detailText(row, 'schema') === SCHEMA_OF[outcome];
}

const SCHEMA_OF: Readonly<Partial<Record<string, string>>> = {
  authorized: 'payment_authorized',
  declined: 'payment_declined',
  never_accepted: 'payment_reconciled',
  voided: 'payment_reconciled',
  refunded: 'payment_reconciled',
};

/** A refused move that time alone asked for, and that nobody has made since. */
function fencedWithoutNews({ evidence, order }: Facts): EvidenceRow | null {
  const moved = lastStateRow(evidence);
  return (
    evidence.findLast((row) => {
      const tried = stateNamed(detailText(row, 'tried_state'));
      return row.kind === 'fenced' && row.seq > (moved?.seq ?? 0) && tried !== null && isTimely(order.state, tried);
    }) ?? null
  );
}

function isTimely(state: OrderState, tried: OrderState): boolean {
  if (isFinal(state) || state === 'needs_reconciliation' || !isLegal(state, tried)) return false;
  switch (tried) {
    case 'payment_pending':
    case 'needs_reconciliation':
      return true;
    case 'failed_safely':
      return state === 'order_intent_saved' || state === 'inventory_reserved';
    case 'order_intent_saved':
    case 'inventory_reserved':
    case 'payment_authorizing':
    case 'order_confirmed':
      return false;
    default:
      return tried satisfies never;
  }
}

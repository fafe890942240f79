/**
 * What an order waits for, decided from its records and its evidence: one cause with the rows that show it, `not_known` where they
 * show none, and nothing for an order that is decided and owes nothing. The first rule that applies decides: a person's repair under
 * way, evidence that waits for a decision, money on its way, then the order's own state; and last whether a person is late.
 */
import type { EvidenceRow } from '../evidence';
import { detailText } from '../evidence-detail';
import { decisionCause } from './cause-decision';
import { isMachineAtWork, moneyCause } from './cause-money';
import { callCause, keptIntentCause, paymentCause } from './cause-payment';
import { repairCause } from './cause-repair';
import { WAITING_CAUSE_ENDED_BY, type WaitingCause } from './causes';
import { authorizeOperationOf, type CaseForExplanation, type Facts, type Found, found } from './input';
import { lastStateRow } from '../payment-evidence';

export interface WaitingFor {
  readonly cause: WaitingCause;
  /** What came before and led to it, the newest first: the look-ups find nothing after the connection was lost. */
  readonly before: readonly WaitingCause[];
  readonly evidenceSeqs: readonly number[];
}

/** @returns null when the order is decided and owes nothing. */
export function causeOf(facts: Facts): WaitingFor | null {
  const standing = standingCause(facts);
  if (standing === null) return null;
  const before = leadingTo(standing.cause, facts);
  const late = isForPerson(standing.cause, facts) ? pastDueCase(facts) : null;
  if (late === null) return { cause: standing.cause, before, evidenceSeqs: seqsOf(standing.rows) };
  const rows = [...standing.rows, ...openedRows(facts.evidence, late)];
  return { cause: 'case_past_due', before: [standing.cause, ...before], evidenceSeqs: seqsOf(rows) };
}

const seqsOf = (rows: readonly EvidenceRow[]): number[] => rows.map(({ seq }) => seq);

/** How the uncertainty began that the look-ups, the webhook or the provider's own waiting did not end. */
function leadingTo(cause: WaitingCause, facts: Facts): WaitingCause[] {
  switch (cause) {
    case 'webhook_overdue':
    case 'requires_action':
    case 'processing':
    case 'not_found_yet':
    case 'lookups_unanswered':
    case 'lookup_overdue':
    case 'checks_ran_out': {
      const began = callCause(facts)?.cause ?? 'not_known';
      return began === 'not_known' ? [] : [began];
    }
    default:
      return [];
  }
}

function standingCause(facts: Facts): Found | null {
  return repairCause(facts) ?? decisionCause(facts) ?? moneyCause(facts) ?? stateCause(facts);
}

function stateCause(facts: Facts): Found | null {
  switch (facts.order.state) {
    case 'order_intent_saved':
    case 'inventory_reserved':
      return keptIntentCause(facts);
    case 'payment_authorizing':
    case 'payment_pending':
      return paymentCause(facts);
    case 'needs_reconciliation':
      return conflictCause(facts);
    case 'order_confirmed':
    case 'failed_safely':
      return strayCause(facts) ?? caseCause(facts);
    default:
      return facts.order.state satisfies never;
  }
}

function conflictCause(facts: Facts): Found {
  const moved = lastStateRow(facts.evidence);
  const stray = strayCause(facts);
  if (stray !== null) return stray;
  switch (facts.order.reason) {
    case 'amount_mismatch':
    case 'currency_mismatch':
    case 'reference_missing':
    case 'hold_gone':
    case 'checks_ran_out':
      return found(facts.order.reason, moved);
    default:
      return found('not_known', moved);
  }
}

/** Money that moved after the last decision and was not part of it, while nothing has settled it. */
function strayCause({ cases, evidence, operations, order }: Facts): Found | null {
  const moved = lastStateRow(evidence);
  const stray = evidence.findLast((row) => row.kind === 'stray_money' && row.seq > (moved?.seq ?? 0));
  if (stray === undefined) return null;
  switch (detailText(stray, 'outcome')) {
    case 'authorized':
      return authorizeOperationOf(operations)?.state === 'authorized' ? found('stray_authorization', stray) : null;
    case 'voided':
    case 'refunded': {
      const isOpen = cases.some(({ closedAtMs, reason }) => closedAtMs === null && reason === 'stray_authorization');
      return order.state === 'order_confirmed' && isOpen ? found('returned_after_confirmation', stray) : null;
    }
    default:
      return found('not_known', stray);
  }
}

/** What is left of a decided order: a case that is still open, by its typed reason. */
function caseCause({ cases, evidence }: Facts): Found | null {
  const open = cases.filter(({ closedAtMs }) => closedAtMs === null);
  const named = open.find(({ reason }) => CAUSE_OF_CASE[reason] !== undefined) ?? open[0];
  if (named === undefined) return null;
  return { cause: CAUSE_OF_CASE[named.reason] ?? 'case_open', rows: openedRows(evidence, named) };
}

const openedRows = (evidence: readonly EvidenceRow[], { caseId }: CaseForExplanation): EvidenceRow[] =>
  evidence.filter((row) => row.kind === 'case_opened' && detailText(row, 'case_id') === caseId);

/** Case reasons that say by themselves what a decided order still waits for. */
const CAUSE_OF_CASE: Readonly<Partial<Record<string, WaitingCause>>> = {
  duplicate_authorization: 'duplicate_authorization',
  provider_has_no_record: 'provider_has_no_record',
  order_without_payment: 'order_without_payment',
  statement_difference: 'statement_difference',
  message_parked: 'message_parked',
};

/** No machine goes on with it: only a person ends it. A repair that waits for a second person is not late by itself. */
function isForPerson(cause: WaitingCause, facts: Facts): boolean {
  if (cause === 'second_person_missing') return false;
  const endedBy = WAITING_CAUSE_ENDED_BY[cause];
  return endedBy === 'person' || (endedBy === 'machine_then_person' && !isMachineAtWork(facts));
}

function pastDueCase({ cases, nowMs }: Facts): CaseForExplanation | null {
  const late = cases.filter(({ closedAtMs, dueAtMs }) => closedAtMs === null && dueAtMs <= nowMs);
  return late.sort((a, b) => a.dueAtMs - b.dueAtMs)[0] ?? null;
}

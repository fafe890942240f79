/**
 * Why the outcome of a payment is unknown, or why none was ever sent. Look-ups that were made speak before the call that they ask
 * about; a caller is called gone only when no call of it can still be open.
 */
import type { EvidenceRow } from '../evidence';
import { detailNumber, detailText } from '../evidence-detail';
import type { WaitingCause } from './causes';
import { WEBHOOK_MS, WORKER_MS } from '../expected-evidence';
import { authorizeOperationOf, type Facts, type Found, found } from './input';
import { callRows, isPayment, lookupRows, lastStateRow, openAtProviderRow } from '../payment-evidence';
import { isOpen } from '../payment-operation';
import { LOOKUP_CHECKS } from '../reconciliation';

/** A call may go on for ten seconds after its gateway's deadline, and its record be written late. */
const CALLER_GONE_MS = 15_000;

/** An intent for which nothing was ever sent, before its time is over. */
export function keptIntentCause({ evidence, nowMs, operations }: Facts): Found {
  if (authorizeOperationOf(operations) !== null) return found('not_known');
  const refused = evidence.findLast((row) => row.kind === 'payment_refused');
  if (refused === undefined) return found('waiting_for_customer', lastStateRow(evidence));
  // a submit that is answered from the record while the intent is kept was not admitted either
  const again = evidence.findLast((row) => row.kind === 'order_submitted' && row.seq > refused.seq);
  const untilMs =
    Math.max(refused.observedAtMs, again?.observedAtMs ?? 0) +
    1_000 * (detailNumber(refused, 'retry_after_seconds') ?? 0);
  return nowMs < untilMs ? found('payment_refused', again, refused) : found('waiting_for_customer', refused);
}

/** A payment that was made durable, while the provider has said nothing definite. */
export function paymentCause(facts: Facts): Found {
  const { evidence, nowMs, operations } = facts;
  const pay = authorizeOperationOf(operations);
  if (pay === null || !isOpen(pay.state)) return found('not_known');
  const lookup = lookupRows(evidence).at(-1);
  if (pay.nextCheckAtMs === null && pay.checksDone >= LOOKUP_CHECKS) return found('checks_ran_out', lookup);
  const open = openAtProviderRow(evidence);
  const opened = open === null ? pay.state : detailText(open, 'outcome');
  if (opened === 'requires_action' || opened === 'processing') return found(opened, open);
  if (pay.nextCheckAtMs !== null && nowMs - pay.nextCheckAtMs > WORKER_MS)
    return found('lookup_overdue', lookup ?? lastStateRow(evidence));
  if (lookup !== undefined)
    return found(lookup.kind === 'lookup_answered' ? 'not_found_yet' : 'lookups_unanswered', lookup);
  const call = callCause(facts);
  return call?.cause === 'provider_timeout' && isWebhookOverdue(facts)
    ? { ...call, cause: 'webhook_overdue' }
    : (call ?? found('not_known'));
}

/** A webhook that had come would have said where the payment stands. */
function isWebhookOverdue({ evidence, nowMs }: Facts): boolean {
  const deadlineAtMs = deadlineOf(evidence);
  return deadlineAtMs !== null && nowMs >= deadlineAtMs + WEBHOOK_MS;
}

/** What the call itself came to, whatever was learnt since; null when it was answered. */
export function callCause({ evidence, nowMs, order }: Facts): Found | null {
  const ended = evidence.findLast((row) => row.kind === 'call_unanswered' && isPayment(row));
  if (ended !== undefined) return found(unansweredCause(ended), ended);
  const stopped = evidence.findLast((row) => row.kind === 'gateway_stopped_waiting');
  if (stopped !== undefined) return found('provider_timeout', stopped);
  if (callRows(evidence).length > 0) return null;
  const durable = evidence.findLast((row) => row.kind === 'payment_authorizing');
  const deadlineAtMs = deadlineOf(evidence);
  if (deadlineAtMs === null) return found('not_known', durable);
  if (nowMs < deadlineAtMs)
    return found(order.state === 'payment_authorizing' ? 'authorizing_in_time' : 'not_known', durable);
  return found(nowMs >= deadlineAtMs + CALLER_GONE_MS ? 'caller_died' : 'not_known', durable);
}

function deadlineOf(evidence: readonly EvidenceRow[]): number | null {
  const durable = evidence.findLast((row) => row.kind === 'payment_authorizing');
  return durable === undefined ? null : detailNumber(durable, 'deadline_at_ms');
}

function unansweredCause(row: EvidenceRow): WaitingCause {
  const cause = detailText(row, 'cause');
  switch (cause) {
    case 'timeout':
      return 'provider_timeout';
    case 'connection_lost':
    case 'provider_error':
    case 'rate_limited':
    case 'caller_died':
      return cause;
    default:
      return 'not_known';
  }
}

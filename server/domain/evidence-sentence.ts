/**
 * One evidence row in plain words. A sentence says what was witnessed and no more: a caller that stopped waiting has not
 * seen a failed payment, and a look-up that found nothing has not seen that there is none.
 */
import type { EvidenceRow } from './evidence';
import { detailMoney, detailNumber, detailText, operationOf } from './evidence-detail';
import { clockNear, span } from './instant-words';
import { moneyWords } from './money-words';
import { operationKind } from './operation';
import { ORDER_REASON_WORDS, orderReasonFrom } from './order-reason-words';

export function evidenceSentence(row: EvidenceRow, timeZone: string): string {
  const amount = detailMoney(row);
  const worth = amount === null ? '' : `: ${moneyWords(amount)}`;
  switch (row.kind) {
    case 'order_submitted':
      return submitted(row, timeZone);
    case 'customer_told':
      return `The customer was told: “${detailText(row, 'message') ?? detailText(row, 'state') ?? 'an answer'}”`;
    case 'answered_from_record':
      return 'Answered from the record. The provider was not called.';
    case 'payment_refused':
      return 'No payment attempt was admitted; the intent is kept and nothing was charged.';
    case 'gateway_stopped_waiting':
      return 'The gateway stopped waiting. This does not prove a failed payment.';
    case 'order_intent_saved':
      return intentSaved(row);
    case 'inventory_reserved':
      return reserved(row, timeZone);
    case 'payment_authorizing':
      return `Payment operation made durable before the call${worth}.`;
    case 'payment_pending':
      return 'No evidence of an outcome, so the order waits for it.';
    case 'order_confirmed':
      return `Confirmed: money and items in one decision${amount === null ? '' : `, ${moneyWords(amount)}`}.`;
    case 'needs_reconciliation':
      return `Handed to a person${because(row)}.`;
    case 'failed_safely':
      return `Failed safely${because(row)}.`;
    case 'fenced':
      return 'A former owner tried to decide and was refused; nothing changed.';
    case 'stray_money':
      return `Money evidence after the final decision${worth}. The order stays as it is.`;
    case 'hold_refused':
      return `${detailText(row, 'sku') ?? 'An item'} could not be held: out of stock.`;
    case 'operation_intended':
      return `${verb(row)} made durable before its call${worth}.`;
    case 'call_answered':
      return `The provider answered: ${outcome(row)}${worth}.`;
    case 'call_unanswered':
      return `No answer from the provider${waited(row)}. It may or may not have accepted the call.`;
    case 'webhook_received':
      return `The provider told us by webhook: ${outcome(row)}${worth}.`;
    case 'lookup_answered':
      return `Looked up at the provider: ${outcome(row)}${worth}.`;
    case 'lookup_unanswered':
      return 'A look-up got no answer. This proves nothing about the payment.';
    case 'ledger_swept':
      return swept(row, worth);
    case 'message_delivered':
      return `Message delivered to ${detailText(row, 'consumer') ?? 'its consumer'}.`;
    case 'message_parked':
      return `A message was parked, not dropped: ${detailText(row, 'reason') ?? 'its reason was not recorded'}.`;
    case 'message_redriven':
      return `${person(row.actor)} put the parked message back into the queue of ${detailText(row, 'consumer') ?? 'its consumer'}.`;
    case 'message_replayed':
      return `${person(row.actor)} gave a published message to ${detailText(row, 'consumer') ?? 'a consumer'} again; an effect that it had is not repeated.`;
    case 'case_opened':
      return `A case was opened${because(row)}${until(row, timeZone)}.`;
    case 'case_escalated':
      return `A case was not closed in time${until(row, timeZone)}, and was told to whoever watches the queue.`;
    case 'case_closed':
      return `The case was closed: ${detailText(row, 'verdict') ?? 'its verdict was not recorded'}.`;
    case 'note_added':
      return `${person(row.actor)}: “${detailText(row, 'text') ?? ''}”`;
    case 'lookup_requested':
      return `${person(row.actor)} asked for a look-up. It cannot charge.`;
    case 'hold_released':
      return `The items went back to stock: ${detailText(row, 'why') ?? 'the hold ended'}.`;
    case 'repair_proposed':
      return `${person(row.actor)} asked for a repair: ${repair(row)}${worth}. “${detailText(row, 'reason') ?? ''}”`;
    case 'repair_approved':
      return `${person(row.actor)} approved it as the second person: ${repair(row)}.`;
    case 'repair_refused':
      return `The repair was refused and nothing changed: ${(detailText(row, 'why') ?? repair(row)).replace(/\.$/, '')}.`;
    case 'repair_recorded':
      return `Repaired by ${person(detailText(row, 'asked_by') ?? row.actor)}: ${repair(row)}${worth}.`;
    default:
      return row.kind satisfies never;
  }
}

/** What the provider said, in a word; "not found" is told apart from "no". */
export function outcomeWord(outcome: string | null): string {
  switch (outcome) {
    case null:
      return 'an outcome that was not recorded';
    case 'unknown':
    case 'not_found_yet':
      return 'not found, which is no proof yet';
    case 'requires_action':
      return "waits for the customer's bank";
    case 'never_accepted':
      return 'never accepted';
    case 'failed':
      return 'refused';
    default:
      return outcome.replaceAll('_', ' ');
  }
}

/** "staff:mara@…" as a person; a machine by its job. */
export function person(actor: string): string {
  return actor.replace(/^(staff|system):/, '');
}

const outcome = (row: EvidenceRow): string => {
  const code = detailText(row, 'decline_code');
  return `${outcomeWord(detailText(row, 'outcome'))}${code === null ? '' : ` (${code})`}`;
};

function repair(row: EvidenceRow): string {
  return (detailText(row, 'repair') ?? 'repair not recorded').replaceAll('_', ' ');
}

function submitted(row: EvidenceRow, timeZone: string): string {
  const submit = detailNumber(row, 'submit') ?? row.attempt ?? 1;
  if (submit > 1 || row.replayed) return 'The customer submitted again.';
  const version = detailNumber(row, 'cart_version');
  const by = detailText(row, 'kept_by');
  const keptAtMs = detailNumber(row, 'kept_at_ms');
  const kept =
    by === null || keptAtMs === null
      ? ''
      : ` ${by} kept it from ${clockNear(keptAtMs, row.observedAtMs, timeZone)} on, while the owner was not reached, and handed it over.`;
  return `The customer submitted ${version === null ? 'the cart' : `cart version ${version}`}.${kept}`;
}

function intentSaved(row: EvidenceRow): string {
  const lines = detailNumber(row, 'lines');
  const total = detailMoney(row, 'total_minor');
  const what = lines === null ? '' : `: ${lines} ${lines === 1 ? 'line' : 'lines'}`;
  return `Intent saved${what}${total === null ? '' : `, total ${moneyWords(total)} computed by the server`}.`;
}

function reserved(row: EvidenceRow, timeZone: string): string {
  const heldUntilMs = detailNumber(row, 'held_until_ms');
  const until = heldUntilMs === null ? '' : `, held until ${clockNear(heldUntilMs, row.observedAtMs, timeZone)}`;
  return `${detailText(row, 'skus') ?? 'Every line'} reserved${until}.`;
}

function swept(row: EvidenceRow, worth: string): string {
  if (detailText(row, 'outcome') === 'not_found') return "The provider's own list does not have this payment.";
  const what =
    detailText(row, 'asked_reference') === null
      ? "The provider's own list says"
      : "Another charge in the provider's list";
  return `${what}: ${outcome(row)}${worth}.`;
}

function because(row: EvidenceRow): string {
  const text = detailText(row, 'reason');
  const reason = orderReasonFrom(text);
  if (reason !== null) return `, because ${ORDER_REASON_WORDS[reason]}`;
  return text === null ? '' : `: ${text.replaceAll('_', ' ')}`;
}

function until(row: EvidenceRow, timeZone: string): string {
  const dueAtMs = detailNumber(row, 'due_at_ms');
  return dueAtMs === null ? '' : `, due ${clockNear(dueAtMs, row.observedAtMs, timeZone)}`;
}

function waited(row: EvidenceRow): string {
  const durationMs = detailNumber(row, 'duration_ms');
  return durationMs === null ? '' : ` in ${span(durationMs)}`;
}

function verb(row: EvidenceRow): string {
  const kind = operationKind(operationOf(row) ?? '');
  switch (kind) {
    case 'pay':
      return 'Payment operation';
    case 'capture':
      return 'Capture';
    case 'void':
      return 'Void';
    case 'refund':
      return 'Refund';
    case 'reserve':
      return 'Reservation';
    case null:
      return 'Operation';
    default:
      return kind satisfies never;
  }
}

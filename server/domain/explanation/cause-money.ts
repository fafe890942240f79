/**
 * Money that is on its way and not acknowledged: the newest void or refund, else the capture. While a void that a conflict asked for
 * has only just been made durable, the conflict itself is what there is to say.
 */
import { followUpRows, WORKER_MS } from '../expected-evidence';
import { authorizeOperationOf, type Facts, type Found, found, type OperationForExplanation } from './input';
import { isFinal, type OrderState } from '../order';
import { isOpen } from '../payment-operation';

export function moneyCause(facts: Facts): Found | null {
  const back = returnOf(facts);
  if (back !== null) return returnCause(facts, back);
  const capture = captureOf(facts);
  if (capture === null) return null;
  const cause = capture.state === 'failed' ? 'capture_failed' : 'capture_not_acknowledged';
  return found(cause, rowOf(facts, capture));
}

/** Whether a machine will try again by itself to move money. */
export function isMachineAtWork({ operations }: Facts): boolean {
  return operations.some(
    ({ kind, nextCheckAtMs, state }) => kind !== 'authorize' && isOpen(state) && nextCheckAtMs !== null,
  );
}

/**
 * The newest void or refund, while it is not acknowledged and the money is not known to be back. One of another charge (a
 * duplicate's) holds up nothing but an order that is decided.
 */
function returnOf({ operations, order }: Facts): OperationForExplanation | null {
  const pay = authorizeOperationOf(operations);
  const isBack = pay?.state === 'voided' || pay?.state === 'refunded';
  const returns = operations.filter(
    (each) =>
      (each.kind === 'void' || each.kind === 'refund') &&
      (isOfOtherCharge(each, pay) ? isFinal(order.state) : !isBack && !isMoot(each, order.state)),
  );
  const newest = returns.at(-1) ?? null;
  return newest?.state === 'acknowledged' ? null : newest;
}

/** What was to be voided was kept by a person after all. */
function isMoot({ kind }: OperationForExplanation, state: OrderState): boolean {
  return kind === 'void' && state === 'order_confirmed';
}

/** A charge of our own is sent back under its reference: while none is known, what goes back is another one's. */
function isOfOtherCharge({ providerReference }: OperationForExplanation, pay: OperationForExplanation | null): boolean {
  const own = pay?.providerReference ?? null;
  return providerReference !== null && own !== '' && own !== providerReference;
}

function captureOf({ operations, order }: Facts): OperationForExplanation | null {
  if (order.state !== 'order_confirmed') return null;
  return operations.find(({ kind, state }) => kind === 'capture' && (state === 'failed' || isOpen(state))) ?? null;
}

function returnCause(facts: Facts, back: OperationForExplanation): Found | null {
  const kind = back.kind === 'refund' ? 'refund' : 'void';
  const row = rowOf(facts, back);
  switch (back.state) {
    case 'failed':
      return found(`${kind}_failed`, row);
    case 'unknown':
      return found(`${kind}_unknown`, row);
    case 'intended': {
      const durable = followUpRows(facts.evidence).get(back.operation);
      const isOfConflict = durable?.kind === 'needs_reconciliation' || durable?.kind === 'stray_money';
      const isYoung = isOfConflict && facts.nowMs - durable.recordedAtMs < WORKER_MS;
      return isYoung ? null : found(`${kind}_intended`, durable);
    }
    default:
      return null;
  }
}

/** The last row about it: its call's answer, else what made it durable. */
function rowOf({ evidence }: Facts, { operation }: OperationForExplanation) {
  return (
    evidence.findLast((row) => row.lane === 'provider' && row.paymentOperation === operation) ??
    followUpRows(evidence).get(operation)
  );
}

/** What happens next, by itself or by a person, and when; every order that is not decided has a next step. */
import { WORKER_MS } from '../expected-evidence';
import type { WaitingFor } from './cause';
import { authorizeOperationOf, type Facts, type OperationForExplanation } from './input';
import { intentExpiresAt } from '../intent';
import { awaitsOutcome, isFinal } from '../order';
import { isOpen } from '../payment-operation';

export interface NextStep {
  readonly text: string;
  /** Epoch milliseconds; null when no time is set for it. */
  readonly atMs: number | null;
}

/** @returns null only for an order that is decided and owes nothing. */
export function nextStepOf(facts: Facts, waiting: WaitingFor | null): NextStep | null {
  if (waiting === null) return isFinal(facts.order.state) ? null : DECIDES;
  switch (waiting.cause) {
    case 'payment_refused':
    case 'waiting_for_customer':
      return {
        text: 'The customer may go on; else the intent ends by itself, uncharged.',
        atMs: intentExpiresAt(facts.order.createdAtMs),
      };
    case 'second_person_missing':
      return { text: 'A second person approves the repair or refuses it.', atMs: facts.openCase?.dueAtMs ?? null };
    case 'repair_requested':
      return { text: 'The order owner writes the repair, or refuses it if the order moved.', atMs: null };
    case 'decision_queued':
    case 'decision_overdue':
    case 'decision_fenced':
      return { text: DECIDES.text, atMs: decidedBy(facts, waiting) };
    case 'message_parked':
    case 'case_past_due':
      return personStep(facts);
    default:
      return machineStep(facts) ?? personStep(facts);
  }
}

const DECIDES: NextStep = { text: 'The order owner decides on what is recorded.', atMs: null };

/** By when a machine should have decided on what the cause rests on. */
function decidedBy({ evidence, order }: Facts, { evidenceSeqs }: WaitingFor): number | null {
  if (order.state === 'order_intent_saved' || order.state === 'inventory_reserved')
    return intentExpiresAt(order.createdAtMs) + WORKER_MS;
  const rows = evidence.filter(({ seq }) => evidenceSeqs.includes(seq));
  const lastMs = Math.max(...rows.map(({ recordedAtMs }) => recordedAtMs));
  return Number.isFinite(lastMs) ? lastMs + WORKER_MS : null;
}

/** What a machine does by itself: a payment is looked up; a void, refund or capture is tried again. */
function machineStep({ operations, order }: Facts): NextStep | null {
  const pay = authorizeOperationOf(operations);
  if (awaitsOutcome(order.state) && pay !== null && isPlanned(pay))
    return { text: `Look-up of ${pay.operation}, by itself. It cannot charge.`, atMs: pay.nextCheckAtMs };
  const owed = operations.findLast((each) => each.kind !== 'authorize' && isPlanned(each));
  return owed === undefined
    ? null
    : { text: `${owed.operation} is followed until acknowledged.`, atMs: owed.nextCheckAtMs };
}

const isPlanned = ({ nextCheckAtMs, state }: OperationForExplanation): boolean =>
  nextCheckAtMs !== null && isOpen(state);

function personStep({ openCase, order }: Facts): NextStep | null {
  if (openCase !== null)
    return {
      text: openCase.owner === null ? 'A person takes the case.' : `${openCase.owner} decides the case.`,
      atMs: openCase.dueAtMs,
    };
  return isFinal(order.state) ? null : DECIDES;
}

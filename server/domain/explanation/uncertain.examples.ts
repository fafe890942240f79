/** How a payment's outcome becomes unknown, and how something is learnt about it afterwards; each step leaves the real rows. */
import type { WaitingCause } from './causes';
import { GATEWAY_MS, type History } from './history.examples';
import type { PaymentOutcome, ProviderPayment } from '../payment';

export const LOST = ['connection_lost', 'provider_error', 'rate_limited'] as const;

export function callLost(h: History, cause: (typeof LOST)[number]): void {
  h.place('pay');
  h.pass(30, 1_500);
  h.callEnds({ kind: 'unknown', cause }, [], h.between(1, 3));
  if (h.chance(0.8)) h.decideQueued();
}

export function gatewayStopped(h: History): void {
  h.place('pay');
  h.gatewayStops();
  if (h.chance(0.8)) h.decideQueued();
}

/** Killed before it wrote anything, or frozen until it was too late to send. */
export function callerGone(h: History): void {
  h.place('pay');
  if (h.chance(0.3)) {
    h.pass(13_000, 40_000);
    h.callEnds({ kind: 'unknown', cause: 'caller_died' }, [], null, true);
    h.decideQueued();
    return;
  }
  h.pass(GATEWAY_MS + 10, GATEWAY_MS + 900);
  h.decideOverdue('deadline_passed');
}

/** Any way in which an order becomes pending. */
export function uncertain(h: History): WaitingCause {
  const how = h.pick('provider_timeout', 'caller_died', ...LOST);
  switch (how) {
    case 'provider_timeout':
      gatewayStopped(h);
      break;
    case 'caller_died':
      callerGone(h);
      break;
    default:
      callLost(h, how);
  }
  if (h.order.state === 'payment_authorizing') {
    h.nowMs = Math.max(h.nowMs, h.deadlineAtMs + 5);
    if (h.queue.length > 0) h.decideQueued();
    else h.decideOverdue('deadline_passed');
  }
  return how;
}

/** The call's own end, long after its gateway gave up: the order is pending already. */
export function callTimesOut(h: History): void {
  h.nowMs = Math.max(h.nowMs, h.createdAtMs + 12_000);
  h.callEnds({ kind: 'unknown', cause: 'timeout' });
}

export function checksRunOut(h: History): WaitingCause[] {
  const began = uncertain(h);
  while (h.pay().nextCheckAtMs !== null)
    h.lookUp(h.pay().checksDone >= 4 ? 'unanswered' : h.pick('not_found', 'unanswered'));
  return [began];
}

export const authorized = (
  h: History,
  change: Partial<Extract<PaymentOutcome, { kind: 'authorized' }>> = {},
): PaymentOutcome => ({
  kind: 'authorized',
  providerReference: h.reference,
  amount: h.order.total,
  ...change,
});

export const declined = (h: History): PaymentOutcome => ({
  kind: 'declined',
  providerReference: h.reference,
  declineCode: 'insufficient_funds',
});

export const atProvider = (
  h: History,
  status: ProviderPayment['status'],
  declineCode: string | null = null,
): ProviderPayment => ({
  providerReference: h.reference,
  status,
  amount: h.order.total,
  declineCode,
  refundedMinor: 0,
});

export function someLookups(h: History, most: number): void {
  for (let n = h.between(0, most); n > 0; n--) h.lookUp(h.pick('not_found', 'unanswered'));
}

/** A definite word about a payment that was open, in any way in which it can come; nobody has decided on it. */
export function wordComes(h: History): void {
  const outcome = h.chance(0.6) ? authorized(h) : declined(h);
  switch (h.pick('call', 'late call', 'webhook', 'look-up', 'sweep', 'settled')) {
    case 'call':
      h.place('pay');
      h.pass(80, 1_900);
      h.callEnds(outcome);
      return;
    case 'late call':
      gatewayStopped(h);
      h.decideQueued();
      h.pass(100, 8_000);
      h.callEnds(outcome);
      return;
    case 'webhook':
      uncertain(h);
      someLookups(h, 4);
      h.pass(10, 1_000);
      h.webhook(outcome, h.between(0, 30_000));
      return;
    case 'sweep':
      uncertain(h);
      someLookups(h, 4);
      h.pass(1_000, 60_000);
      h.sweptUp(outcome);
      return;
    case 'look-up':
      uncertain(h);
      someLookups(h, 4);
      h.lookUp(
        outcome.kind === 'declined'
          ? atProvider(h, 'requires_payment_method', 'insufficient_funds')
          : atProvider(h, 'requires_capture'),
      );
      return;
    default:
      uncertain(h);
      while (h.pay().state !== 'never_accepted') h.lookUp('not_found');
  }
}

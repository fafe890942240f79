/** Money that conflicts with its order, comes too late or is on its way back; each step leaves the real rows. */
import type { History } from './history.examples';
import { authorized, checksRunOut, declined, someLookups } from './uncertain.examples';
import type { FollowUpOutcome } from '../payment-report';

export const VOID = 'void:order-42:1';

export const CAPTURE = 'capture:order-42';

export const silent = (h: History): FollowUpOutcome => ({
  kind: 'unknown',
  cause: h.pick('timeout', 'connection_lost'),
});

export const refused: FollowUpOutcome = { kind: 'failed', code: 'charge_disputed' };

export const done = (h: History): FollowUpOutcome => ({ kind: 'acknowledged', providerReference: h.reference });

/** Money that does not fit: another amount, another currency, no items any more. */
export function conflict(h: History, kind: 'amount_mismatch' | 'currency_mismatch' | 'hold_gone'): void {
  const { amountMinor, currency } = h.order.total;
  h.place('pay');
  h.pass(100, 1_000);
  if (kind === 'hold_gone') {
    h.gatewayStops();
    h.decideQueued();
    someLookups(h, 4);
    h.order = { ...h.order, heldUntilMs: h.nowMs - 1 };
  }
  const amount =
    kind === 'amount_mismatch'
      ? { amountMinor: amountMinor + h.pick(-1, 1, 100), currency }
      : { amountMinor, currency: kind === 'currency_mismatch' ? 'USD' : currency };
  if (kind === 'hold_gone') h.webhook(authorized(h, { amount }), h.between(0, 60_000));
  else h.callEnds(authorized(h, { amount }));
  h.decideQueued();
}

export const anyConflict = (h: History): void =>
  conflict(h, h.pick('amount_mismatch', 'currency_mismatch', 'hold_gone'));

export function confirmed(h: History, isCaptured = true): void {
  h.place('pay');
  h.pass(100, 1_800);
  h.callEnds(authorized(h));
  h.decideQueued();
  if (isCaptured) h.followUp(CAPTURE, done(h));
}

export function straySent(h: History, isAfterEnd = h.chance(0.5)): void {
  if (isAfterEnd) {
    h.place('pay');
    h.pass(100, 1_000);
    h.callEnds(declined(h));
    h.decideQueued();
  } else {
    checksRunOut(h);
    h.decideOverdue('checks_ran_out');
    h.order = { ...h.order, heldUntilMs: h.nowMs };
  }
  h.pass(1_000, 60_000);
  h.webhook(authorized(h), h.between(0, 50_000));
}

export function followedUp(h: History, operation: string, last: FollowUpOutcome, isLast = false): void {
  for (let n = h.between(0, 2); n > 0; n--) h.followUp(operation, silent(h));
  h.followUp(operation, last, isLast);
}

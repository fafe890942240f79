/**
 * What fault befalls this call: pure, and always the same number of draws whichever faults are on, so switching one
 * on does not change when another one strikes under the same seed.
 */
import type { Faults } from './faults';
import type { Random } from './seeded-random';
import type { Sentinel } from './sentinels';
import { SLOW_MS } from './sentinels';

export type CallFault = {
  latency_ms: number;
  /** Before the effect, on top of the latency; a replay does not wait for it. */
  slow_ms: number;
  /** Strikes before anything happens: the effect does not take place. */
  before: 'reset' | 'hang' | 'error_500' | null;
  /** Strikes once the effect is durable. */
  after: 'hang' | 'error_500' | null;
  wrong_amount: boolean;
  /** Of a cancel alone. */
  refuse_cancel: boolean;
};

export function drawCallFault(faults: Faults, random: Random): CallFault {
  const jitter = random() * (faults.latency_jitter_ms ?? 0);
  const reset = strikes(random(), faults.reset_rate);
  const hangBefore = strikes(random(), faults.hang_before_rate);
  const errorBefore = strikes(random(), faults.error_500_before_rate);
  const hangAfter = strikes(random(), faults.hang_after_accept_rate);
  const errorAfter = strikes(random(), faults.error_500_after_rate);
  const wrongAmount = strikes(random(), faults.wrong_amount_rate);
  const refuseCancel = strikes(random(), faults.refuse_cancel_rate);
  return {
    latency_ms: Math.round((faults.latency_ms ?? 0) + jitter),
    slow_ms: 0,
    before: reset ? 'reset' : hangBefore ? 'hang' : errorBefore ? 'error_500' : null,
    after: hangAfter ? 'hang' : errorAfter ? 'error_500' : null,
    wrong_amount: wrongAmount,
    refuse_cancel: refuseCancel,
  };
}

/** A look-up meets the latency, or no answer at all. */
export function drawLookupFault(faults: Faults, random: Random): { latency_ms: number; hangs: boolean } {
  const latency = Math.round((faults.latency_ms ?? 0) + random() * (faults.latency_jitter_ms ?? 0));
  return { latency_ms: latency, hangs: strikes(random(), faults.lookup_hang_rate) };
}

/** The sentinel of the attempted payment method comes on top of the luck. */
export function withSentinel(fault: CallFault, { call }: Sentinel): CallFault {
  switch (call) {
    case undefined:
      return fault;
    case 'hang_before':
      return { ...fault, before: fault.before ?? 'hang' };
    case 'hang_after':
      return { ...fault, after: 'hang' };
    case 'error_500_after':
      return { ...fault, after: 'error_500' };
    case 'wrong_amount':
      return { ...fault, wrong_amount: true };
    case 'slow':
      return { ...fault, slow_ms: SLOW_MS };
    default:
      return call satisfies never;
  }
}

const strikes = (drawn: number, rate: number | undefined): boolean => drawn < (rate ?? 0);

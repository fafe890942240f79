import { describe, expect, it } from 'vitest';
import { positionOf } from '../domain/control-position';
import { NO_LATENCY } from '../domain/latency-histogram';
import type { PressureMeasure } from '../domain/pressure/pressure';
import { readPressure } from '../domain/pressure/reading';
import { CONFIRMATION_BUDGET } from '../domain/confirmation-queue';
import { PaymentAdmission } from './payment-admission';
import { PressureMeter } from './pressure-meter';
import { NOT_MEASURED, type PressureNow } from './pressure-sampler';

const attempt = { paymentMethod: 'pm_card_visa', skus: ['mug'] };
const authorized = {
  kind: 'authorized',
  providerReference: 'pi_1',
  amount: { amountMinor: 1, currency: 'EUR' },
} as const;
const unknown = { kind: 'unknown', cause: 'provider_error' } as const;

function givenAdmission(controls: readonly { name: string; value: unknown }[] | null = []) {
  let nowMs = 1_000_000;
  let pressure: PressureNow = NOT_MEASURED;
  let lucks = [0.5];
  const meter = new PressureMeter('web-test');
  const admission = new PaymentAdmission({
    region: 'east',
    clock: { nowMs: () => nowMs, sleep: () => Promise.resolve() },
    random: { luck: () => lucks[Math.min(lucks.length - 1, 0)] ?? 0.5, bytes: (count) => new Uint8Array(count) },
    controls: { current: () => (controls === null ? null : positionOf(controls)) },
    meter,
    pressure: () => pressure,
  });
  return {
    admission,
    meter,
    advance: (ms: number) => {
      nowMs += ms;
    },
    lucky: (luck: number) => {
      lucks = [luck];
    },
    queue: (length: number, oldestMs: number, fresh = true) => {
      const measures = { confirmation_queue: length, confirmation_queue_oldest_ms: oldestMs };
      const reading = readPressure({ measures, latency: NO_LATENCY, samples: 1 }, 10_000);
      pressure = { atMs: nowMs, fresh, reading };
    },
    admits: (asked = attempt) => {
      const entry = admission.decide(asked);
      if (entry.admitted) entry.done(null);
      return entry.admitted;
    },
    reasons: () => {
      const { measures } = meter.take(nowMs);
      return Object.keys(measures).filter(
        (name) => name.startsWith('rejected') && (measures[name as PressureMeasure] ?? 0) > 0,
      );
    },
  };
}

describe('a payment attempt is refused, with its reason counted,', () => {
  it('while the switches are not known', () => {
    const given = givenAdmission(null);
    expect(given.admits()).toBe(false);
    expect(given.reasons()).toEqual(['rejected_unknown']);
  });

  it.each([
    'payments_paused',
    'payments_paused:region:east',
    'payments_paused:method:card',
    'payments_paused:product:mug',
  ])('by the pause %s, and asked back later than after a crowd', (name) => {
    const given = givenAdmission([{ name, value: { paused: true } }]);
    const entry = given.admission.decide(attempt);
    expect(entry).toMatchObject({ admitted: false, code: 'payment_unavailable' });
    if (!entry.admitted) expect(entry.retryAfterSeconds).toBeGreaterThanOrEqual(15);
    expect(given.reasons()).toEqual(['rejected_paused']);
  });

  it('but not by a pause of another region, way to pay or product', () => {
    const names = [
      'payments_paused:region:west',
      'payments_paused:method:demonstration',
      'payments_paused:product:bowl',
    ];
    expect(givenAdmission(names.map((name) => ({ name, value: { paused: true } }))).admits()).toBe(true);
  });

  it('beyond its share of the ramp', () => {
    const given = givenAdmission([{ name: 'admission_ramp_percent', value: { percent: 25 } }]);
    given.lucky(0.25);
    expect(given.admits()).toBe(false);
    expect(given.reasons()).toEqual(['rejected_ramp']);
    given.lucky(0.249);
    expect(given.admits()).toBe(true);
  });

  it('while the confirmation queue is over its budget, until it is well under; figures that are old change nothing', () => {
    const given = givenAdmission();
    given.queue(CONFIRMATION_BUDGET.capacity, 0);
    expect(given.admits()).toBe(false);
    expect(given.reasons()).toEqual(['rejected_queue']);
    given.queue(0, 0, false);
    expect(given.admits()).toBe(false);
    given.queue(CONFIRMATION_BUDGET.capacity - 1, 0);
    expect(given.admits()).toBe(false);
    given.queue(10, 100);
    expect(given.admits()).toBe(true);
  });

  it('when the provider fails, and let in again when it answers', () => {
    const given = givenAdmission();
    for (let call = 0; call < 60; call++) {
      const entry = given.admission.decide(attempt);
      if (entry.admitted) entry.done(unknown);
    }
    expect(given.admits()).toBe(false);
    expect(given.reasons()).toEqual(['rejected_throttled']);
    given.lucky(0.96);
    for (let call = 0; call < 200; call++) {
      const entry = given.admission.decide(attempt);
      if (entry.admitted) entry.done(authorized);
    }
    given.lucky(0.5);
    expect(given.admits()).toBe(true);
  });

  it('not for a decline: the provider answered', () => {
    const given = givenAdmission();
    for (let call = 0; call < 100; call++) {
      const entry = given.admission.decide(attempt);
      if (entry.admitted) entry.done({ kind: 'declined', providerReference: null, declineCode: 'card_declined' });
    }
    expect(given.admits()).toBe(true);
  });

  it('when every place is taken, and a place is free again exactly once', () => {
    const given = givenAdmission();
    const entries = Array.from({ length: 300 }, () => given.admission.decide(attempt)).filter(
      (entry) => entry.admitted,
    );
    expect(entries.length).toBe(given.admission.inFlightNow());
    expect(entries.length).toBeLessThan(201);
    expect(given.admits()).toBe(false);
    expect(given.reasons()).toEqual(['rejected_concurrency']);
    for (const entry of entries) {
      entry.done(authorized);
      entry.done(authorized);
    }
    expect(given.admission.inFlightNow()).toBe(0);
  });
});

it('has fewer places the longer calls take, before the slow ones have ended', () => {
  const given = givenAdmission();
  // nobody is turned away for being unanswered here: only the limit is looked at
  given.lucky(0.96);
  const before = given.meter.take(0).measures.payment_calls_limit ?? 0;
  for (let second = 0; second < 30; second++) {
    const entries = Array.from({ length: 120 }, () => given.admission.decide(attempt)).filter(
      (entry) => entry.admitted,
    );
    given.advance(2_000);
    for (const entry of entries) entry.late();
    for (const entry of entries) entry.done(unknown);
  }
  const after = given.meter.take(0).measures.payment_calls_limit ?? 0;
  expect(after).toBeLessThan(before / 3);
  expect(after).toBeGreaterThanOrEqual(20);
});

it('counts an attempt once, by what came first', () => {
  const given = givenAdmission();
  const slow = given.admission.decide(attempt);
  const fast = given.admission.decide(attempt);
  if (!slow.admitted || !fast.admitted) throw new Error('nobody was admitted');
  slow.late();
  slow.done(authorized);
  fast.done(unknown);
  fast.late();
  expect(given.meter.take(0).measures).toMatchObject({
    provider_attempts: 2,
    provider_timeouts: 1,
    provider_errors: 1,
    admitted: 2,
  });
});

it('lets a caller go without waiting while immediate confirmation is shed, and still sees that the call was late', () => {
  const given = givenAdmission([{ name: 'shed:immediate_confirmation', value: { shed: true } }]);
  const entry = given.admission.decide(attempt);
  if (!entry.admitted) throw new Error('nobody was admitted');
  expect(entry.waits).toBe(false);
  given.advance(9_000);
  entry.done(authorized);
  expect(given.meter.take(0).measures).toMatchObject({ shed_immediate_confirmation: 1, provider_timeouts: 1 });
});

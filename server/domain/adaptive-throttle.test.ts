import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CallHistory,
  countsOf,
  ENVOY_DEFAULTS,
  PROVIDER_THROTTLE,
  rejectionProbability,
  withCall,
} from './adaptive-throttle';

/** No cap, so that the formula itself is seen. */
const plain = { ...ENVOY_DEFAULTS, most: 1, threshold: 1 };
const at = (answered: number, settings = plain, calls = 1_000) => rejectionProbability({ calls, answered }, settings);

describe('the share that is turned away', () => {
  // admission_control_filter_test.cc of Envoy, "FilterBehaviorBasic": of 1,000 calls 0 answered: all; no calls: none; 500 answered: about half
  it.each([
    [1_000, 0, 0.999],
    [0, 0, 0],
    [1_000, 500, 0.4995],
  ])('is what Envoy tests: %i calls, %i answered', (calls, answered, expected) => {
    expect(at(answered, plain, calls)).toBeCloseTo(expected, 4);
  });

  // the documentation's two graphs: nobody above the threshold, nearly everybody at 0 %, for every aggression
  it.each([0.95, 0.5])(
    'is none above a threshold of %f and nearly all at nothing, whatever the aggression',
    (threshold) => {
      for (const aggression of [1, 2, 3]) {
        const settings = { ...plain, threshold, aggression };
        for (let answered = threshold * 1_000; answered <= 1_000; answered += 10)
          expect(at(answered, settings)).toBe(0);
        expect(at(threshold * 1_000 - 50, settings)).toBeGreaterThan(0);
        expect(at(0, settings)).toBeGreaterThan(0.998);
      }
    },
  );

  // the SRE book, "Client-Side Throttling": max(0, (requests - K * accepts) / (requests + 1)), recommended with K = 2
  it('is the SRE book’s with K = 1 / threshold', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (calls, share) => {
        const answered = Math.floor(calls * share);
        const book = Math.max(0, (calls - 2 * answered) / (calls + 1));
        expect(at(answered, { ...plain, threshold: 0.5 }, calls)).toBeCloseTo(book, 12);
      }),
    );
  });

  it('rises with the aggression, falls with the answers, and never passes its most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat(5_000),
        fc.integer({ min: 1, max: 5 }),
        (calls, some, by) => {
          const answered = Math.min(calls, some);
          const own = rejectionProbability({ calls, answered }, ENVOY_DEFAULTS);
          expect(own).toBeLessThanOrEqual(ENVOY_DEFAULTS.most);
          expect(
            rejectionProbability({ calls, answered }, { ...ENVOY_DEFAULTS, aggression: by }),
          ).toBeGreaterThanOrEqual(own);
          if (answered < calls)
            expect(rejectionProbability({ calls, answered: answered + 1 }, ENVOY_DEFAULTS)).toBeLessThanOrEqual(own);
        },
      ),
    );
  });

  it('is none at less than two calls a second: somebody always finds out that the provider is back', () => {
    expect(rejectionProbability({ calls: 39, answered: 0 }, PROVIDER_THROTTLE)).toBe(0);
    expect(rejectionProbability({ calls: 40, answered: 0 }, PROVIDER_THROTTLE)).toBe(0.95);
  });
});

it('counts what happened in its window, and forgets it at its end', () => {
  const made = [0, 500, 1_000, 19_000].reduce<CallHistory>((all, ms) => withCall(all, ms, ms === 500, 20_000), []);
  expect(countsOf(made, 19_999, 20_000)).toEqual({ calls: 4, answered: 1 });
  expect(countsOf(made, 20_000, 20_000)).toEqual({ calls: 2, answered: 0 });
  expect(countsOf(made, 60_000, 20_000)).toEqual({ calls: 0, answered: 0 });
  expect(withCall(made, 60_000, true, 20_000)).toHaveLength(1);
});

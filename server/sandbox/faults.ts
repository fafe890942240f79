/**
 * The faults that can be switched on, as one strict schema: a field that is misspelt or out of range is refused, so
 * no drill runs with a fault that is not really there.
 */
import { z } from 'zod';

const DAY_MS = 86_400_000;
const rate = z.number().min(0).max(1).optional();
const milliseconds = (most: number) => z.number().int().min(0).max(most).optional();

export const faultsSchema = z.strictObject({
  latency_ms: milliseconds(600_000),
  latency_jitter_ms: milliseconds(600_000),
  /** Never answers; nothing happened. */
  hang_before_rate: rate,
  /** Never answers; it happened. */
  hang_after_accept_rate: rate,
  /** Answers 500; nothing happened. */
  error_500_before_rate: rate,
  /** Answers 500; it happened, and the 500 is what the key replays. */
  error_500_after_rate: rate,
  /** Closes the connection; nothing happened. */
  reset_rate: rate,
  /** Answers 429 above this many money calls in one second. */
  rate_limit_per_second: z.number().int().min(1).max(1_000_000).optional(),
  wrong_amount_rate: rate,
  /** Refuses to cancel, as Stripe does in an unexpected state; nothing happened. */
  refuse_cancel_rate: rate,
  /** Look-ups that never answer. */
  lookup_hang_rate: rate,
  /** Intents younger than this are not found by retrieve, list and search. */
  lookup_lag_ms: milliseconds(7 * DAY_MS),
  /** Intents younger than this are not found by search alone: its index lags behind, as Stripe says of its own. */
  search_lag_ms: milliseconds(7 * DAY_MS),
  forget_keys_after_s: z
    .number()
    .int()
    .min(0)
    .max(30 * 86_400)
    .optional(),
  webhook: z
    .strictObject({
      delay_ms: milliseconds(7 * DAY_MS),
      /** Copies sent beside the first. */
      duplicates: z.number().int().min(0).max(100).optional(),
      drop_rate: rate,
      reorder: z.boolean().optional(),
      /** Nothing is sent until this is off again, and then all of it: late, and no earlier than somebody says. */
      kept_back: z.boolean().optional(),
    })
    .optional(),
});

export type Faults = z.infer<typeof faultsSchema>;

export type ReadFaults = { ok: true; faults: Faults } | { ok: false; expected: string[] };

export function readFaults(value: unknown): ReadFaults {
  const result = faultsSchema.safeParse(value);
  if (result.success) return { ok: true, faults: result.data };
  return {
    ok: false,
    expected: result.error.issues.map(({ path, message }) => `${path.join('.') || 'faults'}: ${message}`),
  };
}

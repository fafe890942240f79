/**
 * One key, one effect: the first call's result (refusals and 500s once execution began included) is given to every
 * later call with the same key, until the key is forgotten.
 * Source: https://docs.stripe.com/api/idempotent_requests
 */
import { createHash } from 'node:crypto';
import type { Change } from './records';

/** Stripe prunes keys "at least 24 hours" after their first use. */
export const FORGET_KEYS_AFTER_SECONDS = 24 * 60 * 60;

export type KeyVerdict =
  | { kind: 'fresh' }
  | { kind: 'replay'; change: Change }
  | { kind: 'mismatch' }
  | { kind: 'in_use' };

export class IdempotencyKeys {
  readonly #results = new Map<string, { fingerprint: string; change: Change }>();
  readonly #inUse = new Map<string, string>();

  /** A fresh key is in use from here until `release`. */
  take(key: string, fingerprint: string, nowMs: number, forgetAfterSeconds: number): KeyVerdict {
    const running = this.#inUse.get(key);
    if (running !== undefined) return { kind: running === fingerprint ? 'in_use' : 'mismatch' };
    this.#forget(nowMs - forgetAfterSeconds * 1000);
    const known = this.#results.get(key);
    if (known && known.change.at_ms > nowMs - forgetAfterSeconds * 1000) {
      return known.fingerprint === fingerprint ? { kind: 'replay', change: known.change } : { kind: 'mismatch' };
    }
    this.#inUse.set(key, fingerprint);
    return { kind: 'fresh' };
  }

  store(change: Change): void {
    if (!change.key) return;
    // Deleted first, so that the map stays in order of age.
    this.#results.delete(change.key.value);
    this.#results.set(change.key.value, { fingerprint: change.key.fingerprint, change });
  }

  release(key: string): void {
    this.#inUse.delete(key);
  }

  #forget(atOrBeforeMs: number): void {
    for (const [key, { change }] of this.#results) {
      if (change.at_ms > atOrBeforeMs) return;
      this.#results.delete(key);
    }
  }
}

/** Method, path and parameters; the order of the parameters does not matter. */
export function fingerprintOf(method: string, path: string, body: string): string {
  const sorted = body.split('&').sort().join('&');
  return createHash('sha1').update(`${method} ${path}\n${sorted}`).digest('base64');
}

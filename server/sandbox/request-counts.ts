/**
 * Counts every call that arrives, also those that are then left hanging or cut: the measure of retry amplification
 * must not depend on whether anybody was answered. Memory is bounded: totals for ever, seconds for the last quarter of an hour.
 */
const SECONDS_KEPT = 900;

export type CallEffect =
  | 'replayed'
  | 'reset'
  | 'hang_before'
  | 'hang_after'
  | 'error_500_before'
  | 'error_500_after'
  | 'rate_limited'
  | 'cancel_refused'
  | 'lookup_hang'
  | 'wrong_amount';

type Second = { at: number; total: number; money: number; by_endpoint: Map<string, number> };

export class RequestCounts {
  #total = 0;
  readonly #byEndpoint = new Map<string, number>();
  readonly #effects = new Map<CallEffect, number>();
  readonly #seconds: Second[] = [];

  /** `endpoint` must come from the route table: that bounds the number of names. */
  arrived(endpoint: string, nowMs: number): void {
    const second = this.#secondOf(Math.floor(nowMs / 1000));
    this.#total += 1;
    second.total += 1;
    bump(this.#byEndpoint, endpoint);
    bump(second.by_endpoint, endpoint);
  }

  /** How many money calls this second has seen, this one included. */
  moneyCall(nowMs: number): number {
    const second = this.#secondOf(Math.floor(nowMs / 1000));
    second.money += 1;
    return second.money;
  }

  effect(effect: CallEffect): void {
    bump(this.#effects, effect);
  }

  report() {
    return {
      total: this.#total,
      by_endpoint: Object.fromEntries(this.#byEndpoint),
      effects: Object.fromEntries(this.#effects),
      by_second: this.#seconds.map(({ at, total, by_endpoint }) => ({
        second: new Date(at * 1000).toISOString(),
        total,
        by_endpoint: Object.fromEntries(by_endpoint),
      })),
    };
  }

  #secondOf(at: number): Second {
    const last = this.#seconds.at(-1);
    if (last && last.at >= at) return last;
    const second: Second = { at, total: 0, money: 0, by_endpoint: new Map() };
    this.#seconds.push(second);
    if (this.#seconds.length > SECONDS_KEPT) this.#seconds.shift();
    return second;
  }
}

const bump = <K>(counts: Map<K, number>, name: K): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

/**
 * The first page's counts of the whole store, summed from what each region counted of its own records. A region that did not answer
 * is missing from every sum; whoever shows them says so.
 */
import type { Money } from './money';
import type { OrderState } from './order';
import type { PromiseCheck } from './promise-check';

export interface RegionCounts {
  readonly unfinished: {
    readonly total: number;
    readonly oldestAtMs: number | null;
    /** Of those that are `payment_pending`, when the first came into it. */
    readonly oldestPendingAtMs: number | null;
    readonly byState: Readonly<Partial<Record<OrderState, number>>>;
  };
  readonly cases: {
    readonly open: number;
    readonly pastDue: number;
    readonly unclaimed: number;
    readonly atRisk: readonly Money[];
  };
  readonly messages: { readonly undelivered: number; readonly oldestAtMs: number | null; readonly dead: number };
  readonly promise: PromiseCheck | null;
}

export interface StoreCounts extends Omit<RegionCounts, 'unfinished'> {
  readonly unfinished: Omit<RegionCounts['unfinished'], 'oldestPendingAtMs'>;
  /** Payments that wait for evidence, and since when the oldest order of them. */
  readonly pending: { readonly count: number; readonly oldestAtMs: number | null };
}

export function storeCounts(regions: readonly RegionCounts[]): StoreCounts {
  const sum = (of: (each: RegionCounts) => number) => regions.reduce((total, each) => total + of(each), 0);
  const oldest = (of: (each: RegionCounts) => number | null) => earliest(regions.map(of));
  const byState: Partial<Record<OrderState, number>> = {};
  for (const { unfinished } of regions)
    for (const [state, count] of Object.entries(unfinished.byState) as [OrderState, number][])
      byState[state] = (byState[state] ?? 0) + count;
  return {
    unfinished: {
      total: sum(({ unfinished }) => unfinished.total),
      oldestAtMs: oldest(({ unfinished }) => unfinished.oldestAtMs),
      byState,
    },
    pending: {
      count: byState.payment_pending ?? 0,
      oldestAtMs: oldest(({ unfinished }) => unfinished.oldestPendingAtMs),
    },
    cases: {
      open: sum(({ cases }) => cases.open),
      pastDue: sum(({ cases }) => cases.pastDue),
      unclaimed: sum(({ cases }) => cases.unclaimed),
      atRisk: byCurrency(regions.flatMap(({ cases }) => cases.atRisk)),
    },
    messages: {
      undelivered: sum(({ messages }) => messages.undelivered),
      oldestAtMs: oldest(({ messages }) => messages.oldestAtMs),
      dead: sum(({ messages }) => messages.dead),
    },
    promise: wholePromise(regions.map(({ promise }) => promise)),
  };
}

/** As old as the oldest of them: it is said of the whole only what was said of each. One that has not been checked leaves all unchecked. */
function wholePromise(checks: readonly (PromiseCheck | null)[]): PromiseCheck | null {
  const ended = checks.filter((check) => check !== null);
  const [first] = ended;
  const isBroken = ended.some(({ broken }) => broken > 0);
  if (first === undefined || (ended.length < checks.length && !isBroken)) return null;
  return ended.slice(1).reduce(
    (whole, each) => ({
      number: Math.max(whole.number, each.number),
      checkedAtMs: Math.min(whole.checkedAtMs, each.checkedAtMs),
      tookMs: Math.max(whole.tookMs, each.tookMs),
      orders: whole.orders + each.orders,
      ordersChecked: whole.ordersChecked + each.ordersChecked,
      broken: whole.broken + each.broken,
      sample: [...whole.sample, ...each.sample],
    }),
    first,
  );
}

function byCurrency(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { amountMinor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  return [...sums]
    .map(([currency, amountMinor]) => ({ currency, amountMinor }))
    .toSorted((a, b) => b.amountMinor - a.amountMinor);
}

function earliest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

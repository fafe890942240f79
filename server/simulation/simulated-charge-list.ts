/**
 * The provider's own list as one process reads it, page by page: it fails in the middle, shows what is young late, and leaves out now and
 * then a charge that is there. A list that breaks off is no list, as in the real port.
 */
import type { ListedCharge } from '../domain/ledger-sweep/sides';
import type { ChargeList } from '../ports/charge-list';
import type { ProviderIntent } from './provider-ledger';
import type { ProviderRoad } from './provider-port';
import { paymentOf } from './provider-port';
import type { Life } from './simulated-process';
import type { Sometimes } from './sometimes';
import { START_MS } from './start';

export interface ListRoad extends ProviderRoad {
  readonly sometimes: Sometimes;
}

/** So short that some windows need several. */
export const PAGE = 3;
/** Stripe's list lags not; another's may. */
const LAG_MS = { least: 5_000, most: 2 * 3_600_000 };

export function simulatedChargeList(road: ListRoad, life: Life): ChargeList {
  const { provider, sometimes, trace } = road;
  const madeIn = (fromMs: number, toMs: number): ProviderIntent[] =>
    [...provider.intents.values()]
      .filter(({ createdAtMs }) => wholeSecond(createdAtMs) >= fromMs && wholeSecond(createdAtMs) < toMs)
      .reverse();
  return {
    async madeIn(fromMs, toMs, most) {
      const window = `${(fromMs - START_MS) / 1_000} to ${(toMs - START_MS) / 1_000} s`;
      const leftOut = leftOutNow(road, madeIn(fromMs, toMs), window);
      const charges: ListedCharge[] = [];
      for (let after: string | null = null; ; ) {
        const from = after;
        const page = await fetched(road, life, window, () => {
          const listed = madeIn(fromMs, toMs).filter(({ id }) => !leftOut.has(id));
          return listed.slice(listed.findIndex(({ id }) => id === from) + 1);
        });
        if (page === null) {
          sometimes.saw('provider could not be listed');
          return { kind: 'unknown', cause: 'provider_error' };
        }
        charges.push(...page.slice(0, PAGE).map(listedChargeOf));
        if (most !== null && charges.length > most) return { kind: 'too_many' };
        if (page.length <= PAGE) break;
        after = page[PAGE - 1]?.id ?? null;
        sometimes.saw('list of several pages');
      }
      if (charges.length > 0) trace.add(life.process.name, `< list ${window}: ${charges.length} charges`);
      return { kind: 'listed', charges };
    },
  };
}

/** Charges of the window that this list does not show. */
function leftOutNow({ faults, scheduler }: ListRoad, made: readonly ProviderIntent[], window: string): Set<string> {
  const leftOut = new Set<string>();
  if (made.length === 0) return leftOut;
  if (faults.strikes('list_lag', window)) {
    const lagMs = faults.stream('list_lag').between(LAG_MS.least, LAG_MS.most);
    for (const { createdAtMs, id } of made) if (createdAtMs > scheduler.nowMs - lagMs) leftOut.add(id);
  }
  if (faults.strikes('list_leaves_out', window)) leftOut.add(faults.stream('list_leaves_out').pick(made).id);
  return leftOut;
}

/** What is left of the list, of which a page shows the first; null: the provider does not answer. */
function fetched(
  { faults, lookUpsDown, luck, scheduler, trace }: ListRoad,
  life: Life,
  window: string,
  list: () => readonly ProviderIntent[],
): Promise<readonly ProviderIntent[] | null> {
  const fails = lookUpsDown() || faults.strikes('list_error', window);
  return new Promise((resolve) => {
    scheduler.after(luck.between(40, 180), life, () => {
      if (fails) trace.add(life.process.name, `< list ${window}: no answer`);
      resolve(fails ? null : list());
      return true;
    });
  });
}

const listedChargeOf = (intent: ProviderIntent): ListedCharge => ({
  orderId: intent.orderId === '' ? null : intent.orderId,
  operation: intent.operation === '' ? null : intent.operation,
  createdAtMs: wholeSecond(intent.createdAtMs),
  payment: paymentOf(intent),
});

const wholeSecond = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

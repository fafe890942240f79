/**
 * A shop, its provider and a sweeper of its region, under one clock: the sandbox's follows the shop's, as far off as a test wants.
 * What is done to the provider's books behind the shop's back goes straight over the wire.
 */
import { HOME_OWNERS } from '@/server/domain/ownership';
import { stripeChargeList } from '@/server/ports/stripe-charge-list';
import type { PaymentProvider } from '@/server/ports/payment-provider';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { sweepStore } from '@/server/stores/sweeps';
import { LedgerSweeper, type LedgerSweeperParts, type SweepAnswer } from '../ledger-sweeper';
import { type GivenProvider, givenProvider, SECRET_KEY } from './given-provider';
import { type GivenShop, givenShop } from './given-shop';
import { type MovedClock, movedClock } from './moved-clock';

export const MINUTE = 60_000;
export const SETTLE_TIME_MS = 15 * MINUTE;

export type GivenSweep = Awaited<ReturnType<typeof givenSweep>>;

export async function givenSweep() {
  const store = await givenStore(20);
  const provider = await givenProvider();
  const clock = movedClock();
  let skewMs = 0;
  const shops: GivenShop[] = [];
  const shopOn = async (its: PaymentProvider): Promise<GivenShop> => {
    const shop = givenShop({ store, provider: its, clock, settleTimeMs: SETTLE_TIME_MS });
    shops.push(shop);
    shop.startDeciding();
    await shop.untilAdmitting();
    return shop;
  };
  const shop = await shopOn(provider.provider);
  const sweeperOf = (change: Partial<LedgerSweeperParts> = {}) => sweeperOn(store, provider, clock, shop, change);
  const sync = () => provider.setClock(clock.nowMs() - Date.now() + skewMs);
  await sync();
  return {
    store,
    provider,
    clock,
    shop,
    shopOn,
    sweeperOf,
    sweeps: sweepStore(store.sql),
    /** Time passes for both, and everything that is due is done. */
    async pass(ms: number): Promise<void> {
      clock.advance(ms);
      await sync();
      for (const each of shops) await each.settle();
    },
    /** How far the provider's clock is before ours. */
    setSkew(ms: number): Promise<void> {
      skewMs = ms;
      return sync();
    },
    /** A confirmed order whose money is captured, unless the shop's provider lies. */
    async bought(of: GivenShop = shop, method = 'pm_card_visa'): Promise<string> {
      await sync();
      const { orderId, request } = await of.open();
      await of.submit(request(method));
      await of.settle();
      return orderId;
    },
    /** A call of somebody else with the same key. */
    call: (path: string, fields: Readonly<Record<string, string>> = {}) => callOf(provider.address, path, fields),
    referenceOf: async (orderId: string) =>
      (await store.operations.list(orderId)).find(({ kind }) => kind === 'authorize')?.providerReference ?? '',
    casesOf: (orderId: string) =>
      store.app(
        `select reason, state, at_risk_minor, currency, verdict from operations.cases where order_id = $1 order by opened_at, case_id`,
        [orderId],
      ),
    kindsOf: async (orderId: string) => (await store.evidence.list(orderId)).map(({ kind }) => kind),
    async end(): Promise<void> {
      for (const each of shops) await each.close();
      await provider.close();
      await store.drop();
    },
  };
}

function sweeperOn(
  store: GivenStore,
  provider: GivenProvider,
  clock: MovedClock,
  shop: GivenShop,
  change: Partial<LedgerSweeperParts>,
) {
  const sweeper = new LedgerSweeper({
    region: 'east',
    owners: HOME_OWNERS,
    clock,
    charges: stripeChargeList({ secretKey: SECRET_KEY, apiBase: provider.address }),
    provider: provider.provider,
    operations: store.operations,
    sweeps: sweepStore(store.sql),
    wakeUp: shop.wakeUp,
    settings: { intervalMs: MINUTE, lagMs: 2 * MINUTE },
    settleTimeMs: SETTLE_TIME_MS,
    ...change,
  });
  return {
    next: () => sweeper.sweepNext(),
    /** Every window that is due, in all passes. */
    async all(): Promise<Extract<SweepAnswer, { kind: 'swept' }>[]> {
      const swept: Extract<SweepAnswer, { kind: 'swept' }>[] = [];
      for (;;) {
        const answer = await sweeper.sweepNext();
        if (answer.kind === 'nothing_due') return swept;
        if (answer.kind !== 'swept') throw new Error(`not swept: ${answer.kind}`);
        swept.push(answer);
      }
    },
  };
}

async function callOf(address: string, path: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(`${address}/v1/${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${SECRET_KEY}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  const body = (await answer.json()) as { readonly id?: string };
  if (!answer.ok || body.id === undefined) throw new Error(`${path}: ${JSON.stringify(body)}`);
  return body.id;
}

/** A charge that no code of ours made. */
export const chargeFields = (metadata: Readonly<Record<string, string>>, amountMinor = 4_900) => ({
  amount: String(amountMinor),
  currency: 'eur',
  capture_method: 'manual',
  confirm: 'true',
  payment_method: 'pm_card_visa',
  ...Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`metadata[${key}]`, value])),
});

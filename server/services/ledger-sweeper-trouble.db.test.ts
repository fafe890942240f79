import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { shorter } from '@/server/domain/ledger-sweep/window';
import type { ChargeList } from '@/server/ports/charge-list';
import { stripeChargeList } from '@/server/ports/stripe-charge-list';
import type { SweepStore } from '@/server/stores/sweeps';
import { orderIdIn } from '@/server/stores/testing/given-store';
import { SECRET_KEY } from './testing/given-provider';
import { chargeFields, type GivenSweep, givenSweep, MINUTE } from './testing/given-sweep';

let given: GivenSweep;
let sweeper: ReturnType<GivenSweep['sweeperOf']>;
let list: ChargeList;

beforeAll(async () => {
  given = await givenSweep();
  sweeper = given.sweeperOf();
  list = stripeChargeList({ secretKey: SECRET_KEY, apiBase: given.provider.address });
  await sweeper.all();
});
afterAll(() => given.end());
afterEach(async () => {
  given.clock.setImpatient(false);
  await given.provider.setFaults({});
  await given.setSkew(0);
});

const stateOf = async (orderId: string) => (await given.store.orders.status(orderId))?.order.state;
const windows = () =>
  given.store.app(
    `select window_from, window_to from operations.sweeps where region = 'east' and pass = 1 order by window_to desc`,
  );
const strangeCharge = async () => {
  const orderId = orderIdIn('east');
  await given.call('payment_intents', chargeFields({ order_id: orderId }));
  return orderId;
};

describe('an order whose webhook is lost and whose look-ups find nothing', () => {
  async function blindOrder(method: string): Promise<string> {
    await given.provider.setFaults({ webhook: { drop_rate: 1 }, search_lag_ms: 7 * 86_400_000 });
    const { orderId, request } = await given.shop.open();
    given.clock.setImpatient(true);
    await given.shop.submit(request(method));
    given.clock.setImpatient(false);
    return orderId;
  }

  it('is confirmed by the sweep, charged once, and no case is opened', async () => {
    const orderId = await blindOrder('pm_evident_hang_after_accept');
    await given.pass(4 * MINUTE);
    expect(await stateOf(orderId)).toBe('payment_pending');
    expect(await given.kindsOf(orderId)).toContain('lookup_answered');
    const swept = await sweeper.all();
    expect(swept.flatMap(({ result }) => result.news)).toMatchObject([{ kind: 'payment_outcome', orderId }]);
    // the owner is told, and does not wait for its next round
    await vi.waitFor(async () => expect(await stateOf(orderId)).toBe('order_confirmed'), 20_000);
    await given.shop.settle();
    expect(await given.provider.ledger(orderId)).toEqual(['authorized', 'captured']);
    const rows = await given.store.evidence.list(orderId);
    expect(rows.find(({ kind }) => kind === 'ledger_swept')).toMatchObject({
      lane: 'provider',
      actor: 'system:ledger-sweeper',
      paymentOperation: `pay:${orderId}`,
      detail: { outcome: 'authorized', amount_minor: 4_900, pass: 1 },
    });
    expect(await given.casesOf(orderId)).toEqual([]);
    await given.pass(75 * MINUTE);
    await sweeper.all();
    expect((await given.kindsOf(orderId)).filter((kind) => kind === 'ledger_swept')).toHaveLength(1);
  });

  it('is settled too when a person has it already because the look-ups ran out', async () => {
    const orderId = await blindOrder('pm_evident_hang_after_accept');
    await given.store.owner(
      `update payments.operations set next_check_at = null, checks_done = 8 where order_id = $1`,
      [orderId],
    );
    await given.pass(4 * MINUTE);
    expect(await stateOf(orderId)).toBe('needs_reconciliation');
    await sweeper.all();
    await given.shop.settle();
    expect(await stateOf(orderId)).toBe('order_confirmed');
    expect(await given.casesOf(orderId)).toMatchObject([{ reason: 'checks_ran_out', state: 'closed' }]);
  });
});

describe('two sweepers at once', () => {
  it('compare a window once: one of them writes, and one case is opened', async () => {
    const orderId = await strangeCharge();
    await given.pass(4 * MINUTE);
    let waiting = 2;
    let open = () => {};
    const bothListed = new Promise<void>((resolve) => {
      open = resolve;
    });
    const together: ChargeList = {
      async madeIn(...window) {
        const answer = await list.madeIn(...window);
        waiting--;
        if (waiting === 0) open();
        await bothListed;
        return answer;
      },
    };
    const before = (await windows()).length;
    const answers = await Promise.all([
      given.sweeperOf({ charges: together }).next(),
      given.sweeperOf({ charges: together }).next(),
    ]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['swept', 'swept_by_another']);
    expect(await windows()).toHaveLength(before + 1);
    expect(await given.casesOf(orderId)).toHaveLength(1);
    expect(await given.kindsOf(orderId)).toEqual(['ledger_swept', 'case_opened']);
  });
});

describe('a sweeper that dies', () => {
  it('between the list and the record leaves the window unswept; the next one opens the case, once', async () => {
    const orderId = await strangeCharge();
    await given.pass(4 * MINUTE);
    const dying: SweepStore = { ...given.sweeps, record: () => Promise.reject(new Error('died')) };
    const before = await windows();
    await expect(given.sweeperOf({ sweeps: dying }).next()).rejects.toThrow('died');
    expect(await windows()).toEqual(before);
    expect(await given.casesOf(orderId)).toEqual([]);
    await sweeper.all();
    expect(await given.casesOf(orderId)).toHaveLength(1);
  });

  it('after the commit, before its answer: the window is not swept again, and no case is doubled', async () => {
    const orderId = await strangeCharge();
    await given.pass(4 * MINUTE);
    const cut: SweepStore = {
      ...given.sweeps,
      async record(sweep) {
        await given.sweeps.record(sweep);
        throw new Error('the answer was cut');
      },
    };
    await expect(given.sweeperOf({ sweeps: cut }).next()).rejects.toThrow('the answer was cut');
    await sweeper.all();
    expect(await given.casesOf(orderId)).toHaveLength(1);
  });
});

describe('a provider that does not tell', () => {
  it('its list leaves the window unswept and never counts as clean; told later, the window is swept', async () => {
    const orderId = await strangeCharge();
    await given.pass(4 * MINUTE);
    const before = await windows();
    const unreachable = stripeChargeList({ secretKey: SECRET_KEY, apiBase: 'http://127.0.0.1:9' });
    expect(await given.sweeperOf({ charges: unreachable }).next()).toMatchObject({
      kind: 'not_told',
      cause: 'connection_lost',
    });
    expect(await windows()).toEqual(before);
    await sweeper.all();
    expect(await given.casesOf(orderId)).toHaveLength(1);
  });

  it('one payment of which it was asked leaves the window unswept as well', async () => {
    const liar = await given.shopOn({
      ...given.provider.provider,
      authorize: ({ amount }) => Promise.resolve({ kind: 'authorized', providerReference: 'pi_silent', amount }),
      capture: ({ providerReference }) => Promise.resolve({ kind: 'acknowledged', providerReference }),
    });
    const orderId = await given.bought(liar);
    await given.pass(4 * MINUTE);
    await sweeper.all();
    await given.pass(75 * MINUTE);
    const silent = given.sweeperOf({
      provider: { lookUp: () => Promise.resolve({ kind: 'unknown', cause: 'timeout' }) },
    });
    await expect(silent.all()).rejects.toThrow('not_told');
    expect(await given.casesOf(orderId)).toEqual([]);
    await sweeper.all();
    expect(await given.casesOf(orderId)).toMatchObject([{ reason: 'order_without_payment' }]);
  });
});

describe('clocks', () => {
  it.each([
    [90_000, 10, 0],
    [-90_000, 10, 0],
    [90_000, 3, 3],
    [-90_000, 3, 3],
  ])('that differ by %i ms make no case of %i orders; %i payments are asked for singly', async (ms, orders, singly) => {
    // what has settled at once must be there in the first pass: its windows are so short that the skew leads out of them
    const strict = given.sweeperOf({ settleTimeMs: 0 });
    await given.pass(10 * MINUTE);
    await strict.all();
    await given.setSkew(ms);
    // in the middle of a window, which ends where the clock stands two minutes later
    await given.pass(MINUTE / 2);
    const bought: string[] = [];
    for (let at = 0; at < orders; at++) bought.push(await given.bought());
    await given.pass(MINUTE / 2);
    const lookUps = await given.provider.requestsTo('GET /v1/payment_intents/:id');
    const compared: number[] = [];
    for (let minute = 0; minute < 6; minute++) {
      await given.pass(MINUTE);
      compared.push(...(await strict.all()).map(({ result }) => result.charges));
    }
    for (const orderId of bought) expect(await given.casesOf(orderId)).toEqual([]);
    expect(compared.reduce((sum, each) => sum + each, 0)).toBe(orders);
    expect((await given.provider.requestsTo('GET /v1/payment_intents/:id')) - lookUps).toBe(singly);
  });
});

describe('windows', () => {
  it('follow each other over an outage of five hours, an hour at a time', async () => {
    await given.pass(5 * 60 * MINUTE);
    const orderId = await strangeCharge();
    await given.pass(4 * MINUTE);
    const swept = (await sweeper.all()).filter(({ window }) => window.pass === 1);
    expect(swept.length).toBeGreaterThanOrEqual(5);
    expect(await given.casesOf(orderId)).toHaveLength(1);
    const all = (await windows()).toReversed();
    all.forEach((window, at) => at > 0 && expect(window.window_from).toEqual(all[at - 1]?.window_to));
  });

  it('that hold more than can be compared at once are cut until they do not', async () => {
    await given.pass(4 * MINUTE);
    const orderId = await strangeCharge();
    await given.pass(4 * MINUTE);
    const asked: number[] = [];
    const crowded: ChargeList = {
      madeIn(fromMs, toMs, most) {
        asked.push(toMs - fromMs);
        if (most !== null && toMs - fromMs > 30_000) return Promise.resolve({ kind: 'too_many' });
        return list.madeIn(fromMs, toMs, most);
      },
    };
    const swept = await given.sweeperOf({ charges: crowded }).all();
    expect(Math.max(...asked)).toBeGreaterThan(30_000);
    for (const { window } of swept.filter((each) => each.window.pass === 1)) {
      expect(window.toMs - window.fromMs).toBeLessThanOrEqual(30_000);
      expect(shorter(window)).not.toBeNull();
    }
    expect(await given.casesOf(orderId)).toHaveLength(1);
  });
});

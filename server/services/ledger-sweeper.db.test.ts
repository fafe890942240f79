import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentProvider } from '@/server/ports/payment-provider';
import { orderIdIn } from '@/server/stores/testing/given-store';
import { chargeFields, type GivenSweep, givenSweep, MINUTE } from './testing/given-sweep';

let given: GivenSweep;
let sweeper: ReturnType<GivenSweep['sweeperOf']>;

beforeAll(async () => {
  given = await givenSweep();
  sweeper = given.sweeperOf();
  await sweeper.all();
});
afterAll(() => given.end());
afterEach(() => given.provider.setFaults({}));

const firstPass = async () => {
  await given.pass(4 * MINUTE);
  return sweeper.all();
};
const secondPass = async () => {
  await given.pass(75 * MINUTE);
  return sweeper.all();
};
/** A shop whose provider says what it did not do. */
const shopOfLiar = (lies: Partial<PaymentProvider>) => given.shopOn({ ...given.provider.provider, ...lies });
const openCase = (reason: string, atRiskMinor = 4_900, currency = 'EUR') => ({
  reason,
  state: 'open',
  at_risk_minor: atRiskMinor,
  currency,
  verdict: null,
});
const acknowledged = (request: { readonly providerReference: string }) =>
  Promise.resolve({ kind: 'acknowledged', providerReference: request.providerReference } as const);

describe('books that agree', () => {
  it('give no case in any of the three passes, and say how many charges were compared', async () => {
    const orders = [await given.bought(), await given.bought()];
    await given.bought(given.shop, 'pm_card_chargeDeclined');
    const [first, second, third] = [
      await firstPass(),
      await secondPass(),
      await (given.pass(26 * 60 * MINUTE), sweeper.all()),
    ];
    for (const [pass, swept] of [first, second, third].entries()) {
      const own = swept.filter(({ window }) => window.pass === pass + 1);
      expect(own.reduce((sum, { result }) => sum + result.charges, 0)).toBe(3);
      expect(own.reduce((sum, { result }) => sum + result.agreed, 0)).toBe(3);
    }
    for (const orderId of orders) expect(await given.casesOf(orderId)).toEqual([]);
    expect(await given.sweeps.lastSweep('west')).toBeNull();
  });
});

describe('a charge without an order', () => {
  it('that names none is a case of east under no order, with the charge in its evidence; seen again it stays one case', async () => {
    const reference = await given.call('payment_intents', chargeFields({}));
    await firstPass();
    expect(await given.casesOf('')).toEqual([openCase('payment_without_order')]);
    const told = async () =>
      (await given.store.evidence.list('')).map((row) => [row.lane, row.kind, row.providerReference]);
    const once = [
      ['provider', 'ledger_swept', reference],
      ['operator', 'case_opened', reference],
    ];
    expect(await told()).toEqual(once);
    await secondPass();
    expect(await given.casesOf('')).toHaveLength(1);
    expect(await told()).toEqual(once);
  });

  it('that names an order which is nowhere is a case under that name; closed while the money stands, it has a follow-up', async () => {
    const orderId = orderIdIn('east');
    await given.call('payment_intents', chargeFields({ order_id: orderId, payment_operation: `pay:${orderId}` }));
    await firstPass();
    expect(await given.casesOf(orderId)).toEqual([openCase('payment_without_order')]);
    await given.store.app(
      `update operations.cases set state = 'closed', verdict = 'nothing to see', closed_at = now() where order_id = $1`,
      [orderId],
    );
    await secondPass();
    expect(await given.casesOf(orderId)).toMatchObject([{ state: 'closed' }, openCase('payment_without_order')]);
  });

  it('that names an order of the other region is the other region’s to find', async () => {
    const orderId = orderIdIn('west');
    await given.call('payment_intents', chargeFields({ order_id: orderId }));
    await firstPass();
    expect(await given.casesOf(orderId)).toEqual([]);
  });
});

describe('a confirmed order', () => {
  it('that was charged twice has a case for the second charge', async () => {
    const orderId = await given.bought();
    await given.call('payment_intents', chargeFields({ order_id: orderId, payment_operation: `pay:${orderId}` }));
    await firstPass();
    expect(await given.casesOf(orderId)).toEqual([openCase('duplicate_authorization')]);
    await secondPass();
    expect(await given.casesOf(orderId)).toHaveLength(1);
  });

  it('that was refunded behind our back, wholly or in part, has a case of what is missing', async () => {
    const [whole, part] = [await given.bought(), await given.bought()];
    await given.call('refunds', { payment_intent: await given.referenceOf(whole) });
    await given.call('refunds', { payment_intent: await given.referenceOf(part), amount: '900' });
    await firstPass();
    expect(await given.casesOf(whole)).toEqual([openCase('order_without_payment')]);
    expect(await given.casesOf(part)).toEqual([openCase('amount_mismatch', 900)]);
  });

  it('whose capture the provider acknowledged and did not make has a case, which ends once it is made', async () => {
    const liar = await shopOfLiar({ capture: acknowledged });
    const [made, voided] = [await given.bought(liar), await given.bought(liar)];
    await given.call(`payment_intents/${await given.referenceOf(voided)}/cancel`);
    await firstPass();
    expect(await given.casesOf(made)).toEqual([openCase('capture_failed')]);
    expect(await given.casesOf(voided)).toEqual([openCase('order_without_payment')]);
    await given.call(`payment_intents/${await given.referenceOf(made)}/capture`);
    await secondPass();
    expect(await given.casesOf(made)).toMatchObject([
      { reason: 'capture_failed', state: 'closed', verdict: 'a later sweep found both sides agree' },
    ]);
    expect(await given.kindsOf(made)).toContain('case_closed');
    expect(await given.casesOf(voided)).toEqual([openCase('order_without_payment')]);
  });

  it('that the provider holds in another amount or currency than it said has a case of each difference', async () => {
    const { authorize } = given.provider.provider;
    const lied = async (outcome: ReturnType<typeof authorize>) => {
      const told = await outcome;
      return told.kind === 'authorized' ? { ...told, amount: { amountMinor: 4_900, currency: 'EUR' } } : told;
    };
    const wrongAmount = await shopOfLiar({ capture: acknowledged, authorize: (request) => lied(authorize(request)) });
    const wrongCurrency = await shopOfLiar({
      authorize: (request) => lied(authorize({ ...request, amount: { ...request.amount, currency: 'USD' } })),
    });
    const amount = await given.bought(wrongAmount, 'pm_evident_wrong_amount');
    const currency = await given.bought(wrongCurrency);
    await firstPass();
    expect(await given.casesOf(amount)).toEqual(
      expect.arrayContaining([openCase('amount_mismatch', 100), openCase('capture_failed', 5_000)]),
    );
    expect(await given.casesOf(currency)).toEqual([openCase('currency_mismatch', 4_900, 'USD')]);
  });

  it('whose payment the provider does not know is called missing only after the settle time', async () => {
    const liar = await shopOfLiar({
      authorize: ({ amount }) => Promise.resolve({ kind: 'authorized', providerReference: 'pi_nowhere', amount }),
      capture: acknowledged,
    });
    const orderId = await given.bought(liar);
    await firstPass();
    expect(await given.casesOf(orderId)).toEqual([]);
    await secondPass();
    expect(await given.casesOf(orderId)).toEqual([openCase('order_without_payment')]);
  });

  it('whose difference a person accepted has no second case', async () => {
    const orderId = await given.bought();
    await given.call('refunds', { payment_intent: await given.referenceOf(orderId), amount: '900' });
    await firstPass();
    await acceptDifference(orderId);
    await secondPass();
    expect(await given.casesOf(orderId)).toMatchObject([{ state: 'closed' }]);
  });
});

describe('an order that failed', () => {
  it('and whose void was acknowledged and not made has a case, which ends once the money is back', async () => {
    const liar = await shopOfLiar({ void: acknowledged });
    const orderId = await given.bought(liar, 'pm_evident_wrong_amount');
    expect((await given.store.orders.status(orderId))?.order.state).toBe('failed_safely');
    expect(await given.provider.ledger(orderId)).toEqual(['authorized']);
    await firstPass();
    expect((await given.casesOf(orderId)).at(-1)).toEqual(openCase('compensation_failed', 5_000));
    await given.call(`payment_intents/${await given.referenceOf(orderId)}/cancel`);
    await secondPass();
    expect((await given.casesOf(orderId)).at(-1)).toMatchObject({ reason: 'compensation_failed', state: 'closed' });
  });

  it('and whose recorded payment the provider does not know has a case', async () => {
    const liar = await shopOfLiar({
      authorize: () =>
        Promise.resolve({
          kind: 'authorized',
          providerReference: 'pi_never_made',
          amount: { amountMinor: 1, currency: 'EUR' },
        }),
      void: acknowledged,
    });
    const orderId = await given.bought(liar);
    await secondPass();
    expect((await given.casesOf(orderId)).at(-1)).toEqual(openCase('provider_has_no_record'));
  });
});

async function acceptDifference(orderId: string): Promise<void> {
  const [open] = await given.store.app(`select case_id from operations.cases where order_id = $1`, [orderId]);
  await given.store.app(
    `insert into operations.repairs (order_id, repair_id, case_id, kind, state, operation_id, reason, evidence_seqs, basis, basis_hash, expected_version,
       before, proposed_by)
     values ($1, 'repair:1', $2, 'accept_difference', 'requested', 'click-accept', 'agreed with the customer', '{1}', '{}', sha256('{}'), 4, '{}', 'staff:ada')`,
    [orderId, open?.case_id],
  );
  await given.store.app(
    `update operations.repairs set state = 'applied', after = '{}', settled_at = now() where order_id = $1`,
    [orderId],
  );
  await given.store.app(
    `update operations.cases set state = 'closed', verdict = 'accepted', closed_at = now() where order_id = $1`,
    [orderId],
  );
}

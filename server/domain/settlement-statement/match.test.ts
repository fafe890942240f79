import { describe, expect, it } from 'vitest';
import type { StatementLine } from './line';
import { matchLines, missingInTheirs, type OurOperation, type OurOrder } from './match';

const ORDER = 'order-42';
const AT = Date.UTC(2026, 10, 22, 12);

const line = (change: Partial<StatementLine> = {}): StatementLine => ({
  lineNo: 2,
  balanceTransactionId: 'txn_1',
  createdAtMs: AT,
  currency: 'EUR',
  grossMinor: 4_900,
  feeMinor: 94,
  netMinor: 4_806,
  category: 'charge',
  sourceId: 'ch_1',
  chargeId: 'ch_1',
  paymentIntentId: 'pi_1',
  customerFacing: { minor: 4_900, currency: 'EUR' },
  orderId: ORDER,
  paymentOperation: `pay:${ORDER}`,
  accountMark: null,
  refundOperation: null,
  ...change,
});
const refundLine = (change: Partial<StatementLine> = {}): StatementLine =>
  line({
    balanceTransactionId: 'txn_r1',
    category: 'refund',
    grossMinor: -1_000,
    feeMinor: 0,
    netMinor: -1_000,
    customerFacing: null,
    ...change,
  });

const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const capture = (change: Partial<OurOperation> = {}): OurOperation => ({
  operation: `capture:${ORDER}`,
  kind: 'capture',
  state: 'acknowledged',
  amount: EUR(4_900),
  authorized: null,
  providerReference: 'pi_1',
  ...change,
});
const refund = (n: number, amountMinor: number, change: Partial<OurOperation> = {}): OurOperation =>
  capture({ operation: `refund:${ORDER}:${n}`, kind: 'refund', amount: EUR(amountMinor), ...change });
const pay = (change: Partial<OurOperation> = {}): OurOperation =>
  capture({ operation: `pay:${ORDER}`, kind: 'authorize', state: 'authorized', authorized: EUR(4_900), ...change });

const order = (operations: readonly OurOperation[] = [pay(), capture()], change: Partial<OurOrder> = {}): OurOrder => ({
  orderId: ORDER,
  operations,
  settled: [],
  ...change,
});
const judge = (given: StatementLine, ours: readonly OurOrder[] = [order()]) => {
  const [judged] = matchLines([given], ours);
  if (judged === undefined) throw new Error('no line was judged');
  return judged;
};
const fields = (judged: ReturnType<typeof judge>) => judged.differences.map(({ field }) => field);

describe('a line', () => {
  it('matches when the statement, our capture and the charge as we were told of it agree', () => {
    expect(judge(line())).toMatchObject({
      verdict: 'matched',
      orderId: ORDER,
      operation: `capture:${ORDER}`,
      theirs: { minor: 4_900, currency: 'EUR' },
      ours: { minor: 4_900, currency: 'EUR' },
      differences: [],
      atRisk: null,
    });
  });

  it('that names no order is found by its payment intent', () => {
    expect(judge(line({ orderId: null, paymentOperation: null }))).toMatchObject({
      verdict: 'matched',
      orderId: ORDER,
    });
  });

  it.each([
    ['another amount', { grossMinor: 4_800, netMinor: 4_706 }, ['amount'], 100],
    ['more than was held', { grossMinor: 5_000, netMinor: 4_906 }, ['amount', 'recorded_charge'], 100],
    ['another currency', { currency: 'USD', customerFacing: null }, ['currency', 'recorded_charge'], 4_900],
    ['another payment intent', { paymentIntentId: 'pi_2' }, ['payment_intent_id'], 4_900],
    ['another operation', { paymentOperation: 'pay:order-43' }, ['payment_operation'], 4_900],
    ['a net that does not add up', { netMinor: 4_900 }, ['net'], 94],
    ['a charge that takes money', { grossMinor: -4_900, netMinor: -4_994 }, ['amount'], 9_800],
  ] as const)('with %s is different, and says how much is at risk', (_what, change, differing, atRiskMinor) => {
    const judged = judge(line(change));
    expect([judged.verdict, fields(judged), judged.atRisk?.amountMinor]).toEqual(['different', differing, atRiskMinor]);
  });

  it('in another currency than the account is compared by what the customer was charged', () => {
    const converted = line({ currency: 'GBP', grossMinor: 4_100, feeMinor: 90, netMinor: 4_010 });
    expect(judge(converted).verdict).toBe('matched');
    expect(judge({ ...converted, customerFacing: { minor: 4_800, currency: 'EUR' } }).atRisk).toEqual(EUR(100));
  });

  it('for which we have no order is missing in ours, for the whole', () => {
    expect(judge(line(), [])).toMatchObject({
      verdict: 'missing_ours',
      orderId: ORDER,
      isOrderKnown: false,
      atRisk: EUR(4_900),
    });
    const unnamed = line({ orderId: null, paymentOperation: null, paymentIntentId: 'pi_9' });
    expect(judge(unnamed)).toMatchObject({ verdict: 'missing_ours', orderId: '' });
  });

  it('of an order of which nothing was captured is different', () => {
    expect(fields(judge(line(), [order([pay({ state: 'voided' })])]))).toEqual(['operation']);
  });

  it('of a capture that the provider refused us is different', () => {
    expect(fields(judge(line(), [order([pay(), capture({ state: 'failed' })])]))).toEqual(['state']);
  });

  it('of an operation whose outcome we do not know yet is not compared, and nothing is at risk by it', () => {
    const open = judge(line({ grossMinor: 1 }), [order([pay(), capture({ state: 'unknown' })])]);
    expect(open).toMatchObject({ verdict: 'not_compared', operation: `capture:${ORDER}`, atRisk: null });
  });

  it("of the account itself (a fee, a transfer) is not compared; a dispute of an order's payment is", () => {
    const none = { orderId: null, paymentOperation: null, paymentIntentId: null };
    expect(judge(line({ category: 'fee', ...none }))).toMatchObject({ verdict: 'not_compared', operation: null });
    expect(fields(judge(line({ category: 'dispute', grossMinor: -4_900 })))).toEqual(['operation']);
    expect(judge(line({ category: 'charge', ...none })).verdict).toBe('missing_ours');
  });
});

describe('an operation', () => {
  it('is settled once, within a statement and across statements', () => {
    const [first, second] = matchLines([line(), line({ balanceTransactionId: 'txn_2' })], [order()]);
    expect([first?.verdict, second?.verdict, second && fields(second)]).toEqual([
      'matched',
      'different',
      ['settled_before'],
    ]);
    const settled = [{ operation: `capture:${ORDER}`, balanceTransactionId: 'txn_0' }];
    expect(fields(judge(line(), [order(undefined, { settled })]))).toEqual(['settled_before']);
  });

  it('may be told of twice by one balance transaction, in overlapping statements', () => {
    const settled = [{ operation: `capture:${ORDER}`, balanceTransactionId: 'txn_1' }];
    expect(judge(line(), [order(undefined, { settled })]).verdict).toBe('matched');
  });
});

describe('a refund', () => {
  const refunded = order([pay(), capture(), refund(1, 500), refund(2, 1_000)]);

  it('settles the refund that it names', () => {
    const named = refundLine({ refundOperation: `refund:${ORDER}:2` });
    expect(judge(named, [refunded])).toMatchObject({ verdict: 'matched', operation: `refund:${ORDER}:2` });
    expect(fields(judge({ ...named, refundOperation: `refund:${ORDER}:1` }, [refunded]))).toEqual(['amount']);
  });

  it('that names none settles the one of its amount, and two of one amount settle two', () => {
    expect(judge(refundLine(), [refunded]).operation).toBe(`refund:${ORDER}:2`);
    const twins = order([pay(), capture(), refund(1, 1_000), refund(2, 1_000)]);
    const judged = matchLines([refundLine(), refundLine({ balanceTransactionId: 'txn_r2' })], [twins]);
    expect(judged.map(({ operation, verdict }) => [operation, verdict])).toEqual([
      [`refund:${ORDER}:1`, 'matched'],
      [`refund:${ORDER}:2`, 'matched'],
    ]);
  });

  it('more than we ordered is different', () => {
    expect(fields(judge(refundLine()))).toEqual(['operation']);
  });
});

it('what the statement does not have is missing in theirs, for the whole', () => {
  const unlined = {
    orderId: ORDER,
    operation: `refund:${ORDER}:1`,
    kind: 'refund',
    amount: EUR(700),
    providerReference: 'pi_1',
    acknowledgedAtMs: AT,
  } as const;
  expect(missingInTheirs(unlined)).toMatchObject({
    lineId: `refund:${ORDER}:1`,
    lineNo: 0,
    verdict: 'missing_theirs',
    theirs: null,
    ours: { minor: -700, currency: 'EUR' },
    atRisk: EUR(700),
  });
});

describe('a line of an account that is shared with other systems', () => {
  const stranger = { orderId: null, paymentIntentId: 'pi_9', paymentOperation: null } as const;
  const verdictOf = (accountMark: string | null) =>
    matchLines([line({ ...stranger, accountMark })], [order()], 'shop')[0]?.verdict;

  it('is not compared when it says that another system made it, and is missing in ours when it says that we did', () => {
    expect([verdictOf('hotel'), verdictOf(''), verdictOf('shop')]).toEqual([
      'not_compared',
      'not_compared',
      'missing_ours',
    ]);
  });

  it('proves nothing in a file that does not tell who made it, and what is of an order is always compared', () => {
    expect(verdictOf(null)).toBe('missing_ours');
    expect(matchLines([line({ accountMark: 'hotel' })], [order()], 'shop')[0]?.verdict).toBe('matched');
  });
});

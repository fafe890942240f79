/** Each reason that a machine has for a case: the case is opened, and witnessed, in the transaction of what caused it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordDecision } from '@/server/domain/record-decision';
import { givenUpCase } from '@/server/domain/follow-up';
import { decide } from '@/server/domain/order';
import type { OperationRecord } from '@/server/domain/order-record';
import type { PaymentOutcome } from '@/server/domain/payment';
import { reportFollowUp, type Witness } from '@/server/domain/payment-report';
import { type CaseReason, caseOpenedDetail, newCase } from '@/server/domain/reconciliation-case';
import { AUTHORIZED, DECLINED, decisionOf, reportOf } from './testing/decisions';
import { type GivenStore, givenStore, HELD_UNTIL, placed, T0 } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
});
afterAll(() => store.drop());

const WITNESS: Witness = {
  kind: 'call_answered',
  observedAtMs: T0,
  region: 'east',
  requestId: null,
  traceId: null,
  actor: 'system:payment-receiver',
  attempt: 1,
  detail: {},
};

async function decided(orderId: string, outcome: PaymentOutcome, nowMs = T0 + 1_000): Promise<void> {
  await store.operations.record(reportOf(orderId, outcome));
  const record = await decisionOf(store, orderId, outcome, { nowMs });
  expect((await store.orders.decide([record], nowMs)).get(orderId)).toBe('applied');
}

async function checksRanOut(orderId: string): Promise<void> {
  const order = await store.orders.get(orderId);
  if (order === null) throw new Error('no order');
  const like = await decisionOf(store, orderId, DECLINED);
  const decision = decide(order, { kind: 'checks_ran_out', nowMs: T0 + 1_000 });
  const record = recordDecision(order, decision, null, {
    nowMs: T0 + 1_000,
    region: 'east',
    ownerEpoch: like.ownerEpoch,
    decidedBy: like.decidedBy,
    requestId: null,
    traceId: null,
    consumed: null,
    extendedHoldUntilMs: 0,
    nextCheckAtMs: null,
  });
  await store.orders.decide([record], T0 + 1_000);
}

async function givenUp(orderId: string, kind: 'capture' | 'void'): Promise<void> {
  const followUp = (await store.operations.list(orderId)).find((each) => each.kind === kind) as OperationRecord;
  const refused = { kind: 'failed', code: 'try_later' } as const;
  const opens = givenUpCase(followUp, T0);
  await store.operations.record(
    reportFollowUp(orderId, followUp.operation, refused, WITNESS, null, opens, [], T0, followUp.providerReference),
  );
}

async function parked(orderId: string): Promise<void> {
  const opened = newCase(
    orderId,
    'parked:payment_declined',
    'message_parked',
    AUTHORIZED_AMOUNT,
    'system:order-owner',
    T0,
  );
  const [message] = await store.app('select message_id from messaging.outbox where order_id = $1', [orderId]);
  const witness = { orderId, observedAtMs: T0, region: 'east', actor: 'system:order-owner' };
  await store.deliveries.park(
    { orderId, messageId: message.message_id, consumer: 'order-owner' },
    { code: 'unreadable', reason: 'unreadable' },
    [
      { ...witness, lane: 'queue', kind: 'message_parked', detail: {} },
      { ...witness, lane: 'operator', kind: 'case_opened', detail: caseOpenedDetail(opened) },
    ],
    T0,
    opened,
  );
}

const AUTHORIZED_AMOUNT = { amountMinor: 4_900, currency: 'EUR' };
const authorized = (amountMinor: number, currency: string): PaymentOutcome => ({
  kind: 'authorized',
  providerReference: 'pi_1',
  amount: { amountMinor, currency },
});

const TRANSITION = `select t.xmin from orders.transitions t where t.order_id = $1 and t.to_state = 'needs_reconciliation'`;
const EVIDENCE = `select e.xmin from orders.evidence e where e.order_id = $1 and e.kind = 'stray_money'`;
const operationOf = (kind: string) =>
  `select p.xmin from payments.operations p where p.order_id = $1 and p.kind = '${kind}'`;
const DEAD_LETTER = `select d.xmin from messaging.dead_letters d where d.order_id = $1`;

/** Each cause, and the row that it writes. */
const CAUSES: readonly [CaseReason, string, (orderId: string) => Promise<void>][] = [
  ['hold_gone', TRANSITION, (orderId) => decided(orderId, AUTHORIZED, HELD_UNTIL)],
  ['amount_mismatch', TRANSITION, (orderId) => decided(orderId, authorized(4_901, 'EUR'))],
  ['currency_mismatch', TRANSITION, (orderId) => decided(orderId, authorized(4_900, 'USD'))],
  ['checks_ran_out', TRANSITION, checksRanOut],
  [
    'stray_authorization',
    EVIDENCE,
    async (orderId) => {
      await decided(orderId, DECLINED);
      await decided(orderId, AUTHORIZED);
    },
  ],
  [
    'compensation_failed',
    operationOf('void'),
    async (orderId) => {
      await decided(orderId, authorized(4_901, 'EUR'));
      await givenUp(orderId, 'void');
    },
  ],
  [
    'capture_failed',
    operationOf('capture'),
    async (orderId) => {
      await decided(orderId, AUTHORIZED);
      await givenUp(orderId, 'capture');
    },
  ],
  [
    'message_parked',
    DEAD_LETTER,
    async (orderId) => {
      await store.operations.record(reportOf(orderId, DECLINED));
      await parked(orderId);
    },
  ],
];

const casesOf = (orderId: string, reason: string) =>
  store.app(
    'select case_id, about, follows, state, severity, at_risk_minor from operations.cases where order_id = $1 and reason = $2 order by opened_at, case_id',
    [orderId, reason],
  );
const openingsOf = async (orderId: string, reason: string) =>
  (await store.evidence.list(orderId)).filter(({ detail, kind }) => kind === 'case_opened' && detail.reason === reason);

describe('a case', () => {
  it.each(CAUSES)(
    'of %s is opened with its cause, with its history and its evidence',
    async (reason, cause, bringAbout) => {
      const { orderId } = await placed(store);
      await bringAbout(orderId);
      const [opened] = await casesOf(orderId, reason);
      expect(opened).toMatchObject({ state: 'open', follows: null });
      const [same] = await store.app(
        `select h.xmin = (${cause} limit 1) as with_cause,
         h.xmin = (select e.xmin from orders.evidence e where e.order_id = $1 and e.kind = 'case_opened' and e.detail ->> 'case_id' = h.case_id) as witnessed
       from operations.case_history h where h.order_id = $1 and h.case_id = $2 and h.change = 'opened'`,
        [orderId, opened.case_id],
      );
      expect(same).toEqual({ with_cause: true, witnessed: true });
      expect(await openingsOf(orderId, reason)).toMatchObject([{ detail: { at_risk_minor: opened.at_risk_minor } }]);
    },
  );

  it.each(CAUSES)('of %s that cannot be opened leaves no cause behind', async (reason, cause, bringAbout) => {
    const { orderId } = await placed(store);
    await store.owner(
      `create function operations.t_refuse() returns trigger language plpgsql as $$ begin
         if new.order_id = '${orderId}' and new.reason = '${reason}' then raise exception 'no' using errcode = 'XX001'; end if; return new; end $$;
       create trigger a_refuse before insert on operations.cases for each row execute function operations.t_refuse()`,
    );
    await expect(bringAbout(orderId)).rejects.toMatchObject({ code: 'XX001' });
    await store.owner('drop trigger a_refuse on operations.cases; drop function operations.t_refuse()');
    const left = await store.app(`${cause} and ${cause.includes('payments') ? `p.state = 'failed'` : 'true'}`, [
      orderId,
    ]);
    expect(left).toEqual([]);
    expect(await openingsOf(orderId, reason)).toEqual([]);
  });

  it('about what is open already is not opened, and not witnessed, again; once closed, it is followed and never reopened', async () => {
    const { orderId } = await placed(store);
    await decided(orderId, DECLINED);
    const stray = async () => {
      const record = await decisionOf(store, orderId, AUTHORIZED);
      await store.orders.decide([record], T0 + 2_000);
    };
    await stray();
    await stray();
    expect(await casesOf(orderId, 'stray_authorization')).toHaveLength(1);
    expect(await openingsOf(orderId, 'stray_authorization')).toHaveLength(1);
    const returned = async () => {
      const record = await decisionOf(store, orderId, { kind: 'voided', providerReference: 'pi_1' });
      await store.orders.decide([record], T0 + 3_000);
    };
    await returned();
    await returned();
    const about = `case:${orderId}:stray`;
    expect(await casesOf(orderId, 'stray_authorization')).toMatchObject([{ case_id: about, state: 'closed' }]);
    await stray();
    await stray();
    expect(await casesOf(orderId, 'stray_authorization')).toMatchObject([
      { case_id: about, state: 'closed', follows: null },
      { case_id: `${about}:2`, about, state: 'open', follows: about },
    ]);
    await returned();
    const changes = (await store.evidence.list(orderId)).filter(({ kind }) => kind.startsWith('case_'));
    expect(changes.map(({ detail, kind }) => `${kind} ${String(detail.case_id)}`)).toEqual([
      `case_opened ${about}`,
      `case_closed ${about}`,
      `case_opened ${about}:2`,
      `case_closed ${about}:2`,
    ]);
  });
});

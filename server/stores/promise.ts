/**
 * The promise as statements: the rules of `promise-rules.ts` over every order or over some, and what the provider's own ledger is
 * compared with (`domain/ledger-agreement.ts`). They read; they decide nothing.
 */
import type { EvidenceRow } from '../domain/evidence';
import type { OrderMoney } from '../domain/ledger-agreement';
import type { AuditSpan } from '../domain/promise-check';
import { ANSWERED_FOR } from './case-verdicts';
import { evidenceOf } from './evidence-rows';
import { EVERY_ORDER, SOME_ORDERS, WITH_SOME_ORDERS } from './promise-records';
import { RULES, type Rule } from './promise-rules';
import { epochMs, type Sql } from './sql';

export interface BrokenPromise {
  /** Of what belongs to no order: its own name, `audit 17` or a sku. */
  readonly orderId: string;
  readonly why: string;
}

export type Invariant = Pick<Rule, 'id' | 'says'>;

export interface PromiseStore {
  readonly invariants: readonly Invariant[];
  /** Of every order, at most `limit` rows. */
  brokenOrders(invariant: Invariant, limit: number): Promise<BrokenPromise[]>;
  /** Of these orders, by every rule. */
  brokenAmong(orderIds: readonly string[], limit: number): Promise<(BrokenPromise & { readonly invariant: string })[]>;
  /** What belongs to no order. */
  brokenBeyond(invariant: Invariant, audit: AuditSpan, limit: number): Promise<BrokenPromise[]>;
  orders(): Promise<number>;
  /** Every order's money as the store knows it, in pages by order id. */
  money(afterOrderId: string, limit: number): Promise<OrderMoney[]>;
  newestOrderIds(limit: number): Promise<string[]>;
  /** The provider's references of money that names no order of ours, as far as a person has it in an open case, or has answered for it by a verdict. */
  strangersInHand(): Promise<string[]>;
  /** Of these orders, one after the other, each by `seq`. */
  evidence(orderIds: readonly string[]): Promise<EvidenceRow[]>;
}

/** @param sql for sets: the rules join what they read. */
export function promiseStore(sql: Sql): PromiseStore {
  return {
    invariants: RULES,
    brokenOrders(invariant, limit) {
      const rule = ruleOf(invariant);
      return sql.rows<BrokenPromise>(
        `promise_${rule.id}`,
        `select order_id as "orderId", why from (${rule.ofOrders(EVERY_ORDER)}) broken limit $1`,
        [limit],
      );
    },
    brokenAmong: (orderIds, limit) =>
      sql.rows<BrokenPromise & { invariant: string }>('promise_some_orders', BROKEN_AMONG, [orderIds, limit]),
    async brokenBeyond(invariant, { afterSeq, again, headSeq }, limit) {
      const { beyondOrders, id } = ruleOf(invariant);
      if (beyondOrders === undefined) return [];
      return sql.rows<BrokenPromise>(
        `promise_${id}_beyond`,
        `with verified as (select $1::bigint as seq, $2::bigint as head, $3::bigint as again_after, $4::bigint as again_to)
         select subject as "orderId", why from (${beyondOrders}) broken limit $5`,
        [afterSeq, headSeq, ...again, limit],
      );
    },
    async orders() {
      const rows = await sql.rows<{ orders: number }>(
        'promise_orders',
        'select count(*)::int as orders from orders.orders',
        [],
      );
      return rows[0]?.orders ?? 0;
    },
    money: (afterOrderId, limit) =>
      sql.rows<OrderMoney>(
        'promise_money',
        `select o.order_id as "orderId", o.state, o.total_minor as "totalMinor", o.currency, ${epochMs('o.updated_at')} as "updatedAtMs",
           coalesce((select sum(r.amount_minor)::int from payments.operations r join payments.operations p on p.order_id = r.order_id and p.kind = 'authorize'
             where r.order_id = o.order_id and r.kind = 'refund' and r.state = 'acknowledged' and r.provider_reference = p.provider_reference), 0) as "refundedMinor",
           exists (select 1 from payments.operations p where p.order_id = o.order_id and p.next_check_at is not null)
             or exists (select 1 from messaging.deliveries d where d.order_id = o.order_id and d.consumer = 'order-owner') as queued,
           exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')
             or exists (select 1 from messaging.dead_letters d where d.order_id = o.order_id and d.redriven_at is null) as "inCase",
           exists (select 1 from operations.repairs r where r.order_id = o.order_id and r.kind = 'accept_difference' and r.state = 'applied') as accepted
         from orders.orders o where o.order_id > $1 order by o.order_id limit $2`,
        [afterOrderId, limit],
      ),
    async strangersInHand() {
      const rows = await sql.rows<{ reference: string }>(
        'promise_strangers_in_cases',
        // also what a person answered for: it stands by their word
        `select substring(coalesce(about, case_id) from ':payment_without_order:(.+)$') as reference from operations.cases
         where state = 'open' and reason = 'payment_without_order' and coalesce(about, case_id) like '%:payment_without_order:%'
         union select v.basis ->> 'providerReference' from operations.case_verdicts v
         where ${ANSWERED_FOR} and v.basis ->> 'providerReference' is not null`,
        [],
      );
      return rows.map(({ reference }) => reference);
    },
    async newestOrderIds(limit) {
      const rows = await sql.rows<{ order_id: string }>(
        'promise_newest',
        'select order_id from orders.orders order by created_at desc, order_id limit $1',
        [limit],
      );
      return rows.map((row) => row.order_id);
    },
    evidence: (orderIds) => evidenceOf(sql, orderIds),
  };
}

/** Every rule in one statement, so that the records of these orders are fetched once for all of them. */
const BROKEN_AMONG = `${WITH_SOME_ORDERS} select invariant, order_id as "orderId", why from (${RULES.map(
  ({ id, ofOrders }) => `select '${id}' as invariant, order_id, why from (${ofOrders(SOME_ORDERS)}) ${id}`,
).join(' union all ')}) broken limit $2`;

function ruleOf({ id }: Invariant): Rule {
  const rule = RULES.find((each) => each.id === id);
  if (rule === undefined) throw new RangeError(`there is no invariant ${id}`);
  return rule;
}

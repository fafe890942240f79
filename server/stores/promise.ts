/**
 * The promise as statements: the rules of `promise-rules.ts` over every order or over some, and what the provider's own ledger is
 * compared with (`domain/ledger-agreement.ts`). They read; they decide nothing.
 */
import type { EvidenceRow } from '../domain/evidence';
import type { OrderMoney } from '../domain/ledger-agreement';
import { evidenceOf } from './evidence';
import { type Among, RULES, type Rule } from './promise-rules';
import { epochMs, type Sql } from './sql';

export interface BrokenPromise {
  /** Of what belongs to no order: its own name, `audit 17` or a sku. */
  readonly orderId: string;
  readonly why: string;
}

export type Invariant = Pick<Rule, 'id' | 'says'>;

export interface PromiseStore {
  readonly invariants: readonly Invariant[];
  /** At most `limit` rows; null looks at every order. */
  brokenOrders(invariant: Invariant, orderIds: readonly string[] | null, limit: number): Promise<BrokenPromise[]>;
  /** What belongs to no order; of the audit, what follows the entry `verifiedSeq`, 0 for all of it. */
  brokenBeyond(invariant: Invariant, verifiedSeq: number, limit: number): Promise<BrokenPromise[]>;
  orders(): Promise<number>;
  /** Every order's money as the store knows it, in pages by order id. */
  money(afterOrderId: string, limit: number): Promise<OrderMoney[]>;
  newestOrderIds(limit: number): Promise<string[]>;
  /** Of these orders, one after the other, each by `seq`. */
  evidence(orderIds: readonly string[]): Promise<EvidenceRow[]>;
}

export function promiseStore(sql: Sql): PromiseStore {
  return {
    invariants: RULES,
    brokenOrders(invariant, orderIds, limit) {
      const rule = ruleOf(invariant);
      return orderIds === null
        ? sql.rows<BrokenPromise>(`promise_${rule.id}`, `${brokenIn(rule.ofOrders(() => 'true'))} limit $1`, [limit])
        : sql.rows<BrokenPromise>(`promise_${rule.id}_some`, `${brokenIn(rule.ofOrders(AMONG_SOME))} limit $1`, [
            limit,
            orderIds,
          ]);
    },
    async brokenBeyond(invariant, verifiedSeq, limit) {
      const { beyondOrders, id } = ruleOf(invariant);
      if (beyondOrders === undefined) return [];
      return sql.rows<BrokenPromise>(
        `promise_${id}_beyond`,
        `with verified as (select $1::bigint as seq) select subject as "orderId", why from (${beyondOrders}) broken limit $2`,
        [verifiedSeq, limit],
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
           exists (select 1 from payments.operations p where p.order_id = o.order_id and p.next_check_at is not null)
             or exists (select 1 from messaging.deliveries d where d.order_id = o.order_id and d.consumer = 'order-owner') as queued,
           exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')
             or exists (select 1 from messaging.dead_letters d where d.order_id = o.order_id and d.redriven_at is null) as "inCase"
         from orders.orders o where o.order_id > $1 order by o.order_id limit $2`,
        [afterOrderId, limit],
      ),
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

const brokenIn = (text: string): string => `select order_id as "orderId", why from (${text}) broken`;

/** Planned for a handful, so that each order is reached by its index, however large the tables are. */
export const AMONG_SOME: Among = (column) => `${column} = any($2::text[])`;

function ruleOf({ id }: Invariant): Rule {
  const rule = RULES.find((each) => each.id === id);
  if (rule === undefined) throw new RangeError(`there is no invariant ${id}`);
  return rule;
}

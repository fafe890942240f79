/** What a review after a cut reads: the orders that were placed or moved in a window, and when the other region was not reached. */
import type { OperationState } from '../domain/order-record';
import { epochMs, instant, type Sql } from './sql';

export interface TouchedPayment {
  readonly orderId: string;
  readonly state: string;
  readonly operation: string;
  readonly recorded: OperationState;
  readonly providerReference: string | null;
  readonly lastSendAtMs: number;
}

export interface TouchedOrders {
  readonly byState: readonly { readonly state: string; readonly count: number }[];
  readonly unfinished: { readonly count: number; readonly oldestAtMs: number | null; readonly overdue: number };
  readonly undecidedAuthorizations: number;
}

export interface Cut {
  readonly beganAtMs: number;
  /** Null: it lasts. */
  readonly endedAtMs: number | null;
}

export interface RecoveryReviewStore {
  touched(fromMs: number, toMs: number, mostPendingMs: number): Promise<TouchedOrders>;
  /** Spread over the window by a hash of the id, unfinished ones first. */
  sample(fromMs: number, toMs: number, limit: number): Promise<TouchedPayment[]>;
  fencedIn(fromMs: number, toMs: number): Promise<number>;
  /** Remembers that the other region is not reached, or is again. */
  heard(reached: boolean): Promise<void>;
  cuts(limit: number): Promise<Cut[]>;
}

/** Placed, or moved last, in the window. */
const IN_WINDOW = `(o.created_at between ${instant('$1')} and ${instant('$2')} or o.updated_at between ${instant('$1')} and ${instant('$2')})`;
const NOT_FINAL = `o.state not in ('order_confirmed', 'failed_safely')`;

export function recoveryReviewStore(sql: Sql): RecoveryReviewStore {
  return {
    async touched(fromMs, toMs, mostPendingMs) {
      const rows = await sql.rows<{
        by_state: TouchedOrders['byState'] | null;
        count: number;
        oldest: number | null;
        overdue: number;
        undecided: number;
      }>(
        'recovery_touched',
        `with touched as materialized (select o.order_id, o.state, o.created_at from orders.orders o where ${IN_WINDOW}),
         open as (select * from touched o where ${NOT_FINAL})
         select (select json_agg(json_build_object('state', s.state, 'count', s.count) order by s.state)
             from (select state, count(*)::int as count from touched group by state) s) as by_state,
           (select count(*)::int from open) as count, (select ${epochMs('min(created_at)')} from open) as oldest,
           (select count(*)::int from open where state <> 'needs_reconciliation'
             and created_at < clock_timestamp() - $3 * interval '1 millisecond') as overdue,
           (select count(*)::int from open o join payments.operations p on p.order_id = o.order_id and p.kind = 'authorize' and p.state = 'authorized'
             where not exists (select 1 from messaging.deliveries d where d.order_id = o.order_id and d.consumer = 'order-owner')
               and not exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')) as undecided`,
        [fromMs, toMs, mostPendingMs],
      );
      const [row] = rows;
      if (row === undefined) throw new Error('recovery_touched answered no row');
      return {
        byState: row.by_state ?? [],
        unfinished: { count: row.count, oldestAtMs: row.oldest, overdue: row.overdue },
        undecidedAuthorizations: row.undecided,
      };
    },
    sample: (fromMs, toMs, limit) =>
      sql.rows<TouchedPayment>(
        'recovery_sample',
        `select o.order_id as "orderId", o.state, p.operation, p.state as recorded, p.provider_reference as "providerReference",
           ${epochMs('coalesce(p.last_send_at, p.intended_at)')} as "lastSendAtMs"
         from orders.orders o join payments.operations p on p.order_id = o.order_id and p.kind = 'authorize'
         where ${IN_WINDOW} order by (${NOT_FINAL}) desc, md5(o.order_id) limit $3`,
        [fromMs, toMs, limit],
      ),
    async fencedIn(fromMs, toMs) {
      const rows = await sql.rows<{ count: number }>(
        'recovery_fenced',
        `select count(*)::int as count from orders.fenced_tries where at between ${instant('$1')} and ${instant('$2')}`,
        [fromMs, toMs],
      );
      return rows[0]?.count ?? 0;
    },
    async heard(reached) {
      await sql.rows(
        reached ? 'recovery_reached' : 'recovery_cut',
        reached
          ? 'update orders.peer_cuts set ended_at = clock_timestamp() where ended_at is null'
          : 'insert into orders.peer_cuts default values on conflict do nothing',
        [],
      );
    },
    cuts: (limit) =>
      sql.rows<Cut>(
        'recovery_cuts',
        `select ${epochMs('began_at')} as "beganAtMs", ${epochMs('ended_at')} as "endedAtMs" from orders.peer_cuts order by number desc limit $1`,
        [limit],
      ),
  };
}

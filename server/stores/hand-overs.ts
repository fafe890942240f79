/** Hand-overs of shards: how far each came, the records that are carried, and the steps, which are functions of the database. */
import type { CarriedOrder, HandOver, HandOverDigest, HandOverStep } from '../domain/hand-over';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { epochMs, instant, refusalCode, type Sql } from './sql';

export interface HandOverOrder {
  readonly handOverId: string;
  readonly shard: number;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly reason: string;
}

export type BeginAnswer = 'begun' | 'not_owner' | 'under_way' | 'known_click';

export interface HandOverStore {
  /** The click's entry and the hand-over in one statement. */
  begin(order: HandOverOrder, entry: NewAuditEntry): Promise<BeginAnswer>;
  get(handOverId: string): Promise<HandOver | null>;
  list(limit: number): Promise<HandOver[]>;
  steps(handOverIds: readonly string[]): Promise<HandOverStep[]>;
  /** The one that this worker may take a step of now, if there is one; it is the worker's until then. */
  claim(leaseMs: number): Promise<HandOver | null>;
  /** The step is over: another worker may take the next. */
  unclaim(handOverId: string): Promise<void>;
  /** One that was taken back without the other region's word: it is to be told. */
  takenBackUntold(): Promise<HandOver | null>;
  note(handOverId: string, progress: Partial<Progress>): Promise<void>;
  askAbort(handOverId: string, reason: string, entry: NewAuditEntry): Promise<boolean>;

  idsOf(shard: number, after: string, limit: number): Promise<string[]>;
  digests(orderIds: readonly string[]): Promise<HandOverDigest[]>;
  records(orderIds: readonly string[]): Promise<CarriedOrder[]>;
  /** Orders of the shard whose payment was just sent: a moment's patience spares them a second owner in the middle. */
  inFlight(shard: number): Promise<number>;

  drain(handOverId: string): Promise<boolean>;
  /** The epoch that it closed under; null: it is not draining, or a worker of a build that knows no closed shards is at work. */
  close(handOverId: string): Promise<number | null>;
  hasSettled(handOverId: string): Promise<boolean>;
  askAccept(handOverId: string, trustedMs: number, orders: number): Promise<boolean>;
  acceptWasRefused(handOverId: string, why: string): Promise<boolean>;
  wasAccepted(handOverId: string, epoch: number): Promise<boolean>;
  clear(handOverId: string, limit: number): Promise<number | null>;
  reopen(handOverId: string, dropped: boolean): Promise<boolean>;

  prepare(order: HandOverOrder): Promise<string>;
  /** Which of these orders are not kept here as they are there. */
  missing(handOverId: string, digests: readonly HandOverDigest[]): Promise<string[]>;
  /** Verified as they come in, all of them or none. */
  keep(handOverId: string, orders: readonly CarriedOrder[]): Promise<KeepAnswer>;
  /** @param sweepFromMs up to where the old owner's last pass had swept the shard; null: it never swept. */
  accept(
    handOverId: string,
    closedEpoch: number,
    orders: number,
    digest: string,
    sweepFromMs: number | null,
  ): Promise<AcceptAnswer>;
  drop(order: Pick<HandOverOrder, 'handOverId' | 'shard' | 'from' | 'to'>): Promise<boolean>;
  /** Of hand-overs that are over, what was received. Returns how many orders of it left. */
  forgetCarried(limit: number): Promise<number>;
}

export type KeepAnswer =
  | { readonly kind: 'kept'; readonly orders: number }
  | { readonly kind: 'refused'; readonly why: string };

export type AcceptAnswer =
  | { readonly kind: 'accepted'; readonly epoch: number }
  | { readonly kind: 'refused'; readonly why: string };

interface Progress {
  readonly cursor: string;
  readonly pass: number;
  readonly carriedInPass: number;
  readonly ordersTotal: number;
  readonly ordersLookedAt: number;
  readonly ordersCarried: number;
  readonly waitsFor: string | null;
}

const COLUMNS = `h.hand_over_id as "handOverId", h.shard, h.side, h.from_region as "from", h.to_region as "to", h.step, ${epochMs('h.step_at')} as "stepAtMs",
  h.started_by as "startedBy", h.reason, ${epochMs('h.started_at')} as "startedAtMs", ${epochMs('h.ended_at')} as "endedAtMs", h.closed_epoch as "closedEpoch",
  h.accepted_epoch as "acceptedEpoch", h.cursor, h.pass, h.carried_in_pass as "carriedInPass", h.orders_total as "ordersTotal",
  h.orders_looked_at as "ordersLookedAt", h.orders_carried as "ordersCarried", h.accept_asked as "acceptAsked", h.abort_asked_by as "abortAskedBy",
  h.abort_reason as "abortReason", h.waits_for as "waitsFor", ${epochMs('h.sweep_from')} as "sweepFromMs", ${epochMs('h.sweep_until')} as "sweepUntilMs"`;

export function handOverStore(sql: Sql): HandOverStore {
  /** One function of the database, one value. */
  const ask = async <T>(name: string, text: string, values: readonly unknown[]): Promise<T> => {
    const rows = await sql.rows<{ answer: T }>(`hand_overs_${name}`, `select ${text} as answer`, values);
    const [row] = rows;
    if (row === undefined) throw new Error(`hand_overs_${name} answered no row`);
    return row.answer;
  };
  return {
    async begin(order, entry) {
      const { by, from, handOverId, reason, shard, to } = order;
      const rows = await sql.rows<{ answer: BeginAnswer }>(
        'hand_overs_begin',
        `with entry as (${auditedOnce(
          '$1',
          `(select 1 from orders.shards s where s.shard = $3 and s.region = $4 and s.standing = 'open'
             and not exists (select 1 from orders.hand_overs h where h.shard = s.shard and h.ended_at is null)) as free`,
        )})
         select orders.begin_hand_over($2, $3, $4, $5, $6, $7) as answer from entry`,
        [auditJson(entry), handOverId, shard, from, to, by, reason],
      );
      if (rows[0] !== undefined) return rows[0].answer;
      const known = await sql.rows('hand_overs_known', 'select 1 from operations.audit where operation_id = $1', [
        entry.operationId,
      ]);
      if (known.length > 0) return 'known_click';
      const open = await sql.rows(
        'hand_overs_open',
        'select 1 from orders.hand_overs where shard = $1 and ended_at is null',
        [shard],
      );
      return open.length > 0 ? 'under_way' : 'not_owner';
    },
    async get(handOverId) {
      const rows = await sql.rows<HandOver>(
        'hand_overs_get',
        `select ${COLUMNS} from orders.hand_overs h where h.hand_over_id = $1`,
        [handOverId],
      );
      return rows[0] ?? null;
    },
    list: (limit) =>
      sql.rows<HandOver>(
        'hand_overs_list',
        `select ${COLUMNS} from orders.hand_overs h order by h.started_at desc limit $1`,
        [limit],
      ),
    steps: (handOverIds) =>
      sql.rows<HandOverStep>(
        'hand_overs_steps',
        `select hand_over_id as "handOverId", step, ${epochMs('at')} as "atMs" from orders.hand_over_steps where hand_over_id = any($1::text[]) order by hand_over_id, seq`,
        [handOverIds],
      ),
    async claim(leaseMs) {
      const rows = await sql.rows<HandOver>(
        'hand_overs_claim',
        // skip locked: one worker at a time, the others do not wait for it
        `with next as (
           select h.hand_over_id from orders.hand_overs h
           where h.side = 'from' and h.ended_at is null and (h.worked_until is null or h.worked_until < clock_timestamp())
           order by h.started_at limit 1 for update skip locked
         )
         update orders.hand_overs h set worked_until = clock_timestamp() + $1 * interval '1 millisecond' from next n
         where h.hand_over_id = n.hand_over_id returning ${COLUMNS}`,
        [leaseMs],
      );
      return rows[0] ?? null;
    },
    async unclaim(handOverId) {
      await sql.rows('hand_overs_unclaim', 'update orders.hand_overs set worked_until = null where hand_over_id = $1', [
        handOverId,
      ]);
    },
    async takenBackUntold() {
      const rows = await sql.rows<HandOver>(
        'hand_overs_untold',
        // no lock: to be told twice does no harm
        `select ${COLUMNS} from orders.hand_overs h where h.side = 'from' and h.step = 'aborted' and h.waits_for is not null order by h.started_at limit 1`,
        [],
      );
      return rows[0] ?? null;
    },
    async note(handOverId, progress) {
      await sql.rows(
        'hand_overs_note',
        `update orders.hand_overs h set cursor = coalesce($2, h.cursor), pass = coalesce($3, h.pass), carried_in_pass = coalesce($4, h.carried_in_pass),
           orders_total = coalesce($5, h.orders_total), orders_looked_at = coalesce($6, h.orders_looked_at),
           orders_carried = coalesce($7, h.orders_carried), waits_for = $8 where h.hand_over_id = $1`,
        [
          handOverId,
          progress.cursor ?? null,
          progress.pass ?? null,
          progress.carriedInPass ?? null,
          progress.ordersTotal ?? null,
          progress.ordersLookedAt ?? null,
          progress.ordersCarried ?? null,
          progress.waitsFor ?? null,
        ],
      );
    },
    async askAbort(handOverId, reason, entry) {
      const rows = await sql.rows(
        'hand_overs_ask_abort',
        `with entry as (${auditedOnce('$1', `(select 1 from orders.hand_overs h where h.hand_over_id = $2 and h.step in ('copying', 'draining', 'closed') and h.abort_asked_by is null) as open`)})
         update orders.hand_overs h set abort_asked_by = $3, abort_reason = $4 from entry
         where h.hand_over_id = $2 and h.abort_asked_by is null and h.step in ('copying', 'draining', 'closed') returning 1`,
        [auditJson(entry), handOverId, entry.actor, reason],
      );
      return rows.length === 1;
    },

    async idsOf(shard, after, limit) {
      const rows = await sql.rows<{ order_id: string }>(
        'hand_overs_ids',
        'select order_id from orders.ids_of_shard($1, $2, $3)',
        [shard, after, limit],
      );
      return rows.map((row) => row.order_id);
    },
    digests: (orderIds) =>
      sql.rows<HandOverDigest>(
        'hand_overs_digests',
        'select order_id as "orderId", digest from orders.digests_to_carry($1::text[]) order by order_id collate "C"',
        [orderIds],
      ),
    async records(orderIds) {
      const rows = await sql.rows<CarriedOrder>(
        'hand_overs_records',
        // the digest of what is sent, not of what stood a moment before
        `with carried as materialized (select r.order_id, r.name, r.record, row_number() over () as n from orders.records_to_carry($1::text[]) r)
         select order_id as "orderId", md5(string_agg(md5(name || record), '' order by md5(name || record) collate "C")) as digest,
           array_agg(name order by n) as tables, array_agg(record order by n) as records from carried group by order_id order by order_id collate "C"`,
        [orderIds],
      );
      return rows;
    },
    inFlight: (shard) =>
      ask<number>(
        'in_flight',
        `(select count(*)::int from orders.orders o where o.shard = $1 and o.state = 'payment_authorizing'
           and o.deadline_at > clock_timestamp() - interval '1 second')`,
        [shard],
      ),

    drain: (id) => ask<boolean>('drain', 'orders.drain_shard($1)', [id]),
    close: (id) => ask<number | null>('close', 'orders.close_shard($1)', [id]),
    hasSettled: (id) => ask<boolean>('settled', 'orders.close_has_settled($1)', [id]),
    askAccept: (id, trustedMs, orders) =>
      ask<boolean>('ask_accept', 'orders.ask_accept($1, $2, $3)', [id, trustedMs, orders]),
    acceptWasRefused: (id, why) =>
      ask<boolean>('refused', 'orders.accept_was_refused($1, $2)', [id, why.slice(0, 300)]),
    wasAccepted: (id, epoch) => ask<boolean>('accepted', 'orders.was_accepted($1, $2)', [id, epoch]),
    clear: (id, limit) => ask<number | null>('clear', 'orders.clear_shard($1, $2)', [id, limit]),
    reopen: (id, dropped) => ask<boolean>('reopen', 'orders.reopen_shard($1, $2)', [id, dropped]),

    prepare: ({ by, from, handOverId, reason, shard, to }) =>
      ask<string>('prepare', 'orders.prepare_shard($1, $2, $3, $4, $5, $6)', [handOverId, shard, from, to, by, reason]),
    async missing(handOverId, digests) {
      const rows = await sql.rows<{ order_id: string }>(
        'hand_overs_missing',
        `select d.order_id from unnest($2::text[], $3::text[]) as d(order_id, digest)
         left join orders.carried_orders c on c.order_id = d.order_id and c.hand_over_id = $1
         where c.digest is distinct from d.digest`,
        [handOverId, digests.map(({ orderId }) => orderId), digests.map(({ digest }) => digest)],
      );
      return rows.map((row) => row.order_id);
    },
    async keep(handOverId, orders) {
      const kept = orders.map(({ digest, orderId, records, tables }) => ({
        order_id: orderId,
        digest,
        tables,
        records,
      }));
      try {
        const values = [handOverId, JSON.stringify(kept)];
        return { kind: 'kept', orders: await ask<number>('keep', 'orders.keep_carried($1, $2::json)', values) };
      } catch (error) {
        return refused(error);
      }
    },
    async accept(handOverId, closedEpoch, orders, digest, sweepFromMs) {
      try {
        const epoch = await ask<number>('accept', `orders.accept_shard($1, $2, $3, $4, ${instant('$5')})`, [
          handOverId,
          closedEpoch,
          orders,
          digest,
          sweepFromMs,
        ]);
        return { kind: 'accepted', epoch };
      } catch (error) {
        return refused(error);
      }
    },
    drop: ({ from, handOverId, shard, to }) =>
      ask<boolean>('drop', 'orders.drop_shard($1, $2, $3, $4)', [handOverId, shard, from, to]),
    forgetCarried: (limit) => ask<number>('forget', 'orders.forget_carried($1)', [limit]),
  };
}

/** The database's own refusal: nothing of it happened. A lost connection is no answer. */
function refused(error: unknown): { readonly kind: 'refused'; readonly why: string } {
  const refusal = refusalCode(error);
  if (refusal === null || !/^(22|23|EV)/.test(refusal.code)) throw error;
  return { kind: 'refused', why: error instanceof Error ? error.message : refusal.code };
}

/**
 * The audit: who did what and why, one entry per human change, in the change's own transaction. The database numbers and chains
 * the entries; a click's operation id is in it once, so a second click finds the first. The audit stays in its region; what a click did
 * to an order goes with the order (`operations.clicks`), and no region enters that click again.
 */
import { epochMs, type Sql } from './sql';

export interface NewAuditEntry {
  /** `staff:mara@…`. */
  readonly actor: string;
  readonly role: string;
  /** As the permission that allowed it: `orders:note`. */
  readonly action: string;
  /** What it was done to: an order id, a case id, a control. */
  readonly object: string;
  readonly operationId: string;
  readonly requestId: string | null;
  readonly reason: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditEntry extends NewAuditEntry {
  readonly seq: number;
  readonly atMs: number;
  readonly hash: string;
}

export type KnownClick = Pick<NewAuditEntry, 'actor' | 'action' | 'object' | 'detail'>;

export interface AuditStore {
  /** For a change that has no row of its own. False: this operation id is in the audit already. */
  append(entry: NewAuditEntry): Promise<boolean>;
  /** What a click did, whoever made it, here or where its order was then. */
  ofOperation(operationId: string): Promise<KnownClick | null>;
  /** Newest first. */
  find(question: AuditQuestion): Promise<AuditEntry[]>;
}

/** Null asks for all of them. */
export interface AuditQuestion {
  /** As it is written: `staff:mara@…`. */
  readonly actor: string | null;
  /** The permission's own word, or the part before its colon: `repairs`. */
  readonly action: string | null;
  readonly object: string | null;
  /** Older than this entry. */
  readonly beforeSeq: number | null;
  readonly limit: number;
}

export const EVERY_ENTRY = { actor: null, action: null, object: null, beforeSeq: null } as const;

/** One entry as a statement takes it. */
export const auditJson = (entry: NewAuditEntry): string =>
  JSON.stringify({
    actor: entry.actor,
    role: entry.role,
    action: entry.action,
    object: entry.object,
    operation_id: entry.operationId,
    request_id: entry.requestId,
    reason: entry.reason,
    // the text itself: the chain is computed over it
    detail: JSON.stringify(entry.detail),
  });

/**
 * The part of a human change's statement that makes it happen once and never without its entry: no row is returned, and nothing
 * that depends on it is written, when the click is known; of a click that came with its order the database drops the entry. Locking: the chain's advisory lock, taken by the trigger until commit,
 * so two entries take turns; a second click waits for the first and finds it.
 * @param from what must stand for the change to happen, a from-list; '' for nothing.
 */
export const auditedOnce = (parameter: string, from = ''): string => `
  insert into operations.audit (actor, role, action, object, operation_id, request_id, reason, detail)
  select a.actor, a.role, a.action, a.object, a.operation_id, a.request_id, a.reason, a.detail::json
  from jsonb_to_record(${parameter}::jsonb) as a(actor text, role text, action text, object text, operation_id text, request_id text, reason text,
    detail text)${from === '' ? '' : `, ${from}`}
  on conflict (operation_id) do nothing
  returning seq`;

/** Whether a click had its effect, here or where its order was then. */
export const isKnownClick = (operationId: string): string =>
  `(exists (select 1 from operations.audit a where a.operation_id = ${operationId})
     or exists (select 1 from operations.clicks k where k.operation_id = ${operationId}))`;

export function auditStore(sql: Sql): AuditStore {
  return {
    async append(entry) {
      const rows = await sql.rows('audit_append', auditedOnce('$1'), [auditJson(entry)]);
      return rows.length === 1;
    },
    async ofOperation(operationId) {
      const rows = await sql.rows<KnownClick>(
        'audit_of_operation',
        `select actor, action, object, detail from operations.audit where operation_id = $1
         union all select actor, action, object, detail from operations.clicks where operation_id = $1 limit 1`,
        [operationId],
      );
      return rows[0] ?? null;
    },
    find: ({ action, actor, beforeSeq, limit, object }) =>
      sql.rows<AuditEntry>(
        'audit_find',
        `select ${AUDIT_COLUMNS} from operations.audit
         where seq < $1::bigint and ($2::text is null or actor = $2) and ($3::text is null or object = $3)
           and ($4::text is null or action = $4 or split_part(action, ':', 1) = $4)
         order by seq desc limit $5`,
        [beforeSeq ?? Number.MAX_SAFE_INTEGER, actor, object, action, limit],
      ),
  };
}

const AUDIT_COLUMNS = `seq::float8 as seq, ${epochMs('at')} as "atMs", actor, role, action, object, operation_id as "operationId",
  request_id as "requestId", reason, detail, encode(hash, 'hex') as hash`;

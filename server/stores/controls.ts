/**
 * The region's switches, versioned; a missing row is the normal position. A change is one statement with its audit entry, and only from
 * the version that its maker saw; the database keeps the history.
 */
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { epochMs, instant, type Sql } from './sql';

export interface ControlRecord {
  readonly name: string;
  readonly value: unknown;
  /** 0: as delivered, nobody has set it. Rises over all switches: a later change has a higher one. */
  readonly version: number;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
  /** The region in which it was set. */
  readonly origin: string;
}

export interface NewControl {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
  readonly origin: string;
}

export interface ControlStore {
  list(): Promise<ControlRecord[]>;
  /** Null: the switch is not at `expectedVersion` any more, or the click is known. */
  set(entry: NewAuditEntry, control: NewControl, expectedVersion: number): Promise<number | null>;
  /** Takes over what is later than what stands here; returns the names that changed. Safe to repeat and in any order. */
  apply(records: readonly ControlRecord[]): Promise<string[]>;
  /** Newest first. */
  changes(limit: number): Promise<ControlRecord[]>;
}

export function controlStore(sql: Sql): ControlStore {
  return {
    list: () =>
      sql.rows<ControlRecord>('controls_list', `select ${COLUMNS} from operations.controls order by name`, []),
    async set(entry, { changedAtMs, changedBy, name, origin, reason, value }, expectedVersion) {
      if (expectedVersion === 0) await sql.rows('control_begin', BEGIN, [name]);
      const rows = await sql.rows<{ version: number }>('control_set', SET, [
        auditJson(entry),
        name,
        expectedVersion,
        JSON.stringify(value),
        reason,
        changedBy,
        changedAtMs,
        origin,
      ]);
      return rows[0]?.version ?? null;
    },
    async apply(records) {
      const given = records.map((each) => ({
        name: each.name,
        value: each.value,
        version: each.version,
        reason: each.reason,
        changed_by: each.changedBy,
        changed_at_ms: each.changedAtMs,
        origin: each.origin,
      }));
      const rows = await sql.rows<{ name: string }>('controls_apply', APPLY, [JSON.stringify(given)]);
      return rows.map(({ name }) => name);
    },
    changes: (limit) =>
      sql.rows<ControlRecord>(
        'control_changes',
        `select ${COLUMNS} from operations.control_changes order by changed_at desc, version desc limit $1`,
        [limit],
      ),
  };
}

const COLUMNS = `name, value, version, reason, changed_by as "changedBy", ${epochMs('changed_at')} as "changedAtMs", origin`;

/** A row to compare with; it says nothing yet. Its value is normal, whichever kind of switch it is: version 0 is no position. */
const BEGIN = `insert into operations.controls (name, value, version, reason, changed_by, changed_at)
  select $1, case when $1 like 'payments_paused%' then '{"paused": false}'::jsonb when $1 like 'shed:%' then '{"shed": false}'::jsonb
    else '{"percent": 100}'::jsonb end, 0, 'as delivered', 'system', 'epoch'::timestamptz
  on conflict (name) do nothing`;

// the switch's row is locked and its version compared before the entry is made: of two who set it at once, the second changes nothing
const SET = `with standing as materialized (select 1 as one from operations.controls c where c.name = $2 and c.version = $3 for update),
  entry as (${auditedOnce('$1', 'standing')})
  update operations.controls c set value = $4::jsonb, version = (select max(version) + 1 from operations.controls), reason = $5, changed_by = $6,
    changed_at = ${instant('$7')}, origin = $8 from entry where c.name = $2 returning c.version`;

// in the order of their names, so that two who bring the same do not wait for each other in a circle
const APPLY = `insert into operations.controls (name, value, version, reason, changed_by, changed_at, origin)
  select r.name, r.value, r.version, r.reason, r.changed_by, ${instant('r.changed_at_ms')}, r.origin
  from jsonb_to_recordset($1::jsonb) as r(name text, value jsonb, version integer, reason text, changed_by text, changed_at_ms float8, origin text)
  order by r.name
  on conflict (name) do update set value = excluded.value, version = excluded.version, reason = excluded.reason, changed_by = excluded.changed_by,
    changed_at = excluded.changed_at, origin = excluded.origin
  where (excluded.version, excluded.changed_at, excluded.origin) > (controls.version, controls.changed_at, controls.origin)
  returning name`;

/** The region's switches, versioned; a missing row is the normal position. */
import { epochMs, type Sql } from './sql';

export interface ControlRecord {
  readonly name: string;
  readonly value: unknown;
  readonly version: number;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
}

export interface ControlStore {
  list(): Promise<ControlRecord[]>;
}

export function controlStore(sql: Sql): ControlStore {
  return {
    list: () =>
      sql.rows<ControlRecord>(
        'controls_list',
        `select name, value, version, reason, changed_by as "changedBy", ${epochMs('changed_at')} as "changedAtMs" from operations.controls order by name`,
        [],
      ),
  };
}

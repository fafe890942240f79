/**
 * One statement, one round trip, one transaction: how stores talk to PostgreSQL. Statements are named, so each connection
 * plans them once. Measured on two cores: named statements through `pg` reach the speed of the SQL floor.
 */
import pg from 'pg';
import { databaseClient } from '../database-client';

export interface Sql {
  /** Runs one named statement; the rows are the answer. */
  rows<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A store of connections, and how its callers wait for one. */
export interface SqlPool extends Sql {
  /** How many statements had to wait for a connection, ever, and how many wait now. */
  waits(): { readonly ever: number; readonly now: number };
}

/** What the database refused, by the code that the migration gives (`EV001` = fenced) or SQLSTATE. */
export function refusalCode(error: unknown): { readonly code: string; readonly constraint: string | null } | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return {
    code: error.code,
    constraint: 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : null,
  };
}

/** Deadlock or serialization failure: nothing happened, the same statement may be sent again. */
const RETRYABLE = new Set(['40P01', '40001']);
const MOST_TRIES = 4;

/**
 * How statements are planned. `rows`: for the few that they name; a batch of one gets the plan of the batch, which costs no planning
 * per call. `sets`: for the thousands that they are given, of which PostgreSQL expects ten: each table is reached once and joined in
 * memory, where a loop within a loop would compare all with all, and compiling the plan would take longer than running it.
 * `samples`: for figures of which the last fraction of a second may be lost in a crash: they wait for no disk.
 */
const PLANNED = {
  rows: '-c plan_cache_mode=force_generic_plan',
  sets: '-c plan_cache_mode=force_generic_plan -c enable_nestloop=off -c jit=off',
  samples: '-c plan_cache_mode=force_generic_plan -c synchronous_commit=off -c jit=off',
} as const;

export function connect(url: string, most = 12, planned: keyof typeof PLANNED = 'rows'): SqlPool {
  const pool = new pg.Pool({
    Client: databaseClient(url),
    connectionString: url,
    max: most,
    options: PLANNED[planned],
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  });
  // an idle connection that the server closed is replaced by the pool on the next use
  pool.on('error', () => undefined);
  let waits = 0;
  return {
    waits: () => ({ ever: waits, now: pool.waitingCount }),
    async rows<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]> {
      if (pool.idleCount === 0 && pool.totalCount >= most) waits++;
      for (let tries = 1; ; tries++) {
        try {
          const result = await pool.query({ name, text, values: values as unknown[] });
          return result.rows as Row[];
        } catch (error) {
          const refusal = refusalCode(error);
          if (refusal === null || !RETRYABLE.has(refusal.code) || tries >= MOST_TRIES) throw error;
        }
      }
    },
    close: () => pool.end(),
  };
}

/** Instants cross the wire as epoch milliseconds. */
export const instant = (parameter: string): string => `to_timestamp(${parameter}::float8 / 1000)`;
export const epochMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

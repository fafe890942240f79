import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promiseStore } from './promise';
import { promiseCheckStore } from './promise-checks';
import type { Sql } from './sql';
import { type FreshDatabase, freshDatabase } from './testing/fresh-database';

let database: FreshDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  // empty tables would be read whole: what can be reached by an index is, when nothing else is left
  const options = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_nestloop=off';
  client = new pg.Client({ connectionString: database.url, options });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

interface Node {
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Subplan Name'?: string;
  readonly Plans?: readonly Node[];
}

/** What the store would send. */
async function sent(ask: (sql: Sql) => Promise<unknown>): Promise<string> {
  let statement = '';
  await ask({
    rows: async (_name, text) => {
      statement = text;
      return [];
    },
    close: async () => undefined,
  }).catch(() => undefined);
  return statement;
}

/** Each table that the statement reads, with the condition by which its index is entered. */
async function scans(statement: string, values: string): Promise<[table: string, condition: string | undefined][]> {
  await client.query(`prepare planned as ${statement}`);
  const { rows } = await client.query(`explain (format json) execute planned (${values})`);
  await client.query('deallocate planned');
  const walk = (node: Node): [string, string | undefined][] => [
    ...(node['Relation Name'] === undefined
      ? []
      : [
          [node['Relation Name'], node['Index Cond'] ?? node.Plans?.[0]?.['Index Cond']] as [
            string,
            string | undefined,
          ],
        ]),
    ...(node.Plans ?? []).flatMap(walk),
  ];
  return walk(rows[0]['QUERY PLAN'][0].Plan);
}

describe('a check of some orders', () => {
  it('reaches each of their records once, by order id', async () => {
    const statement = await sent((sql) => promiseStore(sql).brokenAmong([], 1));
    const reads = (await scans(statement, `'{}', 1`)).filter(([table]) => table !== 'shards');
    expect(reads.length).toBeGreaterThanOrEqual(11);
    expect(new Set(reads.map(([table]) => table)).size).toBe(reads.length);
    for (const [table, condition] of reads) expect(condition, table).toContain('order_id = ANY');
  });

  it('finds by the instant of recording what changed', async () => {
    const statement = await sent((sql) => promiseCheckStore(sql, 'east').look(0, 0));
    const reads = await scans(statement, `'east', 0, 0`);
    const conditions = (of: string) => reads.filter(([table]) => table === of).map(([, condition]) => condition);
    expect(conditions('evidence')).toEqual([expect.stringContaining('recorded_at >=')]);
    expect(conditions('case_history')).toEqual([expect.stringContaining('at >=')]);
  });
});

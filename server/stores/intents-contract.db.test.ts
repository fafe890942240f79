/** Kept intents, their hand-over and the copies of checkouts answer alike in memory and in PostgreSQL, and leave the same records. */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  intentScript,
  type IntentSubject,
  intentTablesOf,
  memoryIntentSubject,
  runIntentScript,
} from '@/server/simulation/contract/intent-script';
import { textOf } from '@/server/simulation/contract/answer-text';
import { MemoryDatabase } from '@/server/simulation/memory/memory-database';
import { checkoutCopyStore } from './checkout-copies';
import { intentHandOverStore } from './intent-hand-overs';
import { keptIntentStore } from './kept-intents';
import { connect, type Sql } from './sql';
import { type FreshDatabase, freshDatabase } from './testing/fresh-database';

let database: FreshDatabase;
let sql: Sql;
let superuser: pg.Client;

beforeAll(async () => {
  database = await freshDatabase();
  sql = connect(database.url, 2);
  const address = new URL(inject('superuserUrl'));
  address.pathname = new URL(database.ownerUrl).pathname;
  superuser = new pg.Client({ connectionString: address.toString() });
  await superuser.connect();
  // between two scripts the append-only events are emptied, which nobody else can do
  await superuser.query('set session_replication_role = replica');
});

afterAll(async () => {
  await sql.close();
  await superuser.end();
  await database.drop();
});

describe('kept intents in memory and in PostgreSQL', () => {
  it('are the same, whatever is asked in whatever order', { timeout: 120_000 }, async () => {
    const postgres: IntentSubject = {
      intents: keptIntentStore(sql),
      handOvers: intentHandOverStore(sql),
      copies: checkoutCopyStore(sql),
    };
    await fc.assert(
      fc.asyncProperty(intentScript, async (script) => {
        await superuser.query('delete from intents.events; delete from intents.intents; delete from intents.checkouts');
        const db = new MemoryDatabase(() => 0);
        expect(await runIntentScript(script, memoryIntentSubject(db))).toEqual(await runIntentScript(script, postgres));
        expect(intentTablesOf(db)).toEqual(await tablesNow());
      }),
      { seed: 20261127, numRuns: 150 },
    );
  });
});

async function tablesNow(): Promise<readonly string[]> {
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
  const read = async (text: string) =>
    (await superuser.query<{ row: unknown }>(`select json_build_array(${text}`)).rows.map(({ row }) => textOf(row));
  return [
    ...(await read(`'event', order_id, kind, ${ms('at')}, request_id, detail) as row from intents.events`)),
    ...(await read(`'claim', order_id, ${ms('claimed_until')}) as row from intents.intents`)),
    ...(await read(`'copy', order_id, ${ms('copied_at')}) as row from intents.checkouts`)),
  ].sort();
}

/**
 * The memory stores of the simulator and the PostgreSQL stores answer random command sequences alike and leave the same records: what
 * the simulator proves holds for the database that runs.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertSameStores, freshMemory } from '@/server/simulation/store-contract';
import { type ContractDatabase, contractDatabase } from './testing/contract-database';

const RUNS = 60;

let database: ContractDatabase;

beforeAll(async () => {
  database = await contractDatabase();
});

afterAll(() => database.drop());

describe('memory stores and PostgreSQL', () => {
  it.each([1, 2])('answer alike and leave the same records, seed %i', { timeout: 300_000 }, async (seed) => {
    const freshPostgres = async () => ({ subject: await database.fresh(), tables: () => database.tables() });
    await assertSameStores(() => freshMemory(), freshPostgres, {
      seed,
      runs: RUNS,
      same: (a, b) => expect(a).toEqual(b),
    });
  });
});

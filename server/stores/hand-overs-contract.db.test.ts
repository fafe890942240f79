/** A shard is carried from one database to the other alike in memory and in PostgreSQL: every step answers the same, and both sides are left with the same records. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CarryingSubject, handOverScene, runHandOverScene } from '@/server/simulation/contract/hand-over-script';
import { memoryCarrying } from '@/server/simulation/contract/memory-carrying';
import { tablesOf } from '@/server/simulation/contract/tables';
import { fencedTryStore } from './fenced-tries';
import { handOverStore } from './hand-overs';
import { shardClaimStore } from './shard-claims';
import { type ContractDatabase, contractDatabase } from './testing/contract-database';

let databases: { readonly east: ContractDatabase; readonly west: ContractDatabase };

beforeAll(async () => {
  databases = { east: await contractDatabase(), west: await contractDatabase() };
});

afterAll(async () => {
  await databases.east.drop();
  await databases.west.drop();
});

describe('hand-overs in memory and in PostgreSQL', () => {
  it('are the same, whatever step is taken when', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(handOverScene, async (scene) => {
        const [east, west] = [memoryCarrying(), memoryCarrying()];
        const postgres = { east: await carrying(databases.east), west: await carrying(databases.west) };
        expect(await runHandOverScene(scene, { east: east.carrying, west: west.carrying })).toEqual(
          await runHandOverScene(scene, postgres),
        );
        expect([tablesOf(east.db), tablesOf(west.db)]).toEqual([
          await databases.east.tables(),
          await databases.west.tables(),
        ]);
      }),
      { seed: 20261127, numRuns: 8, endOnFailure: true },
    );
  });
});

async function carrying(database: ContractDatabase): Promise<CarryingSubject> {
  const { sql } = database;
  const subject = await database.fresh();
  return { subject, handOvers: handOverStore(sql), claims: shardClaimStore(sql), fenced: fencedTryStore(sql) };
}

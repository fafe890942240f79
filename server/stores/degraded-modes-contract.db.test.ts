/** The way out of degraded mode is judged alike in memory and in PostgreSQL, whatever the records say. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryMode } from '@/server/simulation/contract/memory-mode';
import {
  type Aged,
  LONG_AGO_MS,
  type ModeSubject,
  modeScene,
  PEOPLE,
  runModeScene,
} from '@/server/simulation/contract/mode-script';
import { agreementSampleStore } from './agreement-samples';
import { brokenGlassStore } from './broken-glasses';
import { controlReaderStore } from './control-readers';
import { controlStore } from './controls';
import { degradedModeStore } from './degraded-modes';
import { epochCanaryStore } from './epoch-canaries';
import { exitCheckStore } from './exit-checks';
import { type ContractDatabase, contractDatabase } from './testing/contract-database';

let database: ContractDatabase;

beforeAll(async () => {
  database = await contractDatabase();
  for (const [name, role] of Object.entries(PEOPLE))
    await database.past(
      `insert into access.users (id, name, email, role) values ('${name}', '${name}', '${name}@evident.test', '${role}')`,
    );
});

afterAll(() => database.drop());

describe('degraded mode in memory and in PostgreSQL', () => {
  it('is left by the same evidence', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(modeScene, async (scene) => {
        expect(await runModeScene(scene, await postgresMode())).toEqual(await runModeScene(scene, memoryMode()));
      }),
      { seed: 20261127, numRuns: 10, endOnFailure: true },
    );
  });
});

const TIME_OF: Readonly<Record<Aged, readonly [table: string, column: string]>> = {
  orders: ['orders.orders', 'updated_at'],
  payments: ['payments.operations', 'updated_at'],
  queue: ['messaging.deliveries', 'enqueued_at'],
};

async function postgresMode(): Promise<ModeSubject> {
  const { past, sql } = database;
  const subject = await database.fresh();
  const fence = (stands: boolean) =>
    past(`alter table orders.transitions ${stands ? 'enable' : 'disable'} trigger transitions_fence`);
  await fence(true);
  return {
    subject,
    modes: degradedModeStore(sql),
    checks: exitCheckStore(sql),
    samples: agreementSampleStore(sql),
    canaries: epochCanaryStore(sql),
    controls: controlStore(sql),
    glasses: brokenGlassStore(sql),
    hear: (atMs, mode) => controlReaderStore(sql).hear('west', { mode }, atMs),
    age: (what) => {
      const [table, column] = TIME_OF[what];
      return past(`update ${table} set ${column} = to_timestamp(${LONG_AGO_MS / 1000})`);
    },
    fence,
    waive: () =>
      past(`insert into operations.dead_letter_waivers (order_id, message_id, consumer, reason, waived_by)
        select order_id, message_id, consumer, 'nobody needs it', 'staff:ada' from messaging.dead_letters
        where consumer <> 'order-owner' on conflict do nothing`),
  };
}

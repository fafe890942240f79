/** The memory stores keep their own laws under random commands; that they agree with PostgreSQL is shown by stores-contract.db.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { script } from './contract/commands';
import { runScript } from './contract/run-script';
import { FIRST_STOCK, memorySubject } from './contract/subjects';
import { assertSameStores, freshMemory } from './store-contract';
import { COPY_DEFECTS, DEFECTS, type Defect, EXIT_DEFECTS } from './memory/defects';
import type { Change } from './memory/change';

/** Found out by contracts of their own: hand-over-stores.test.ts, lagging-reads.test.ts, mode-stores.test.ts. */
const OF_OTHERS: readonly Defect[] = [
  'hand_over_leaves_open',
  'hand_over_keeps_epoch',
  'hand_over_owes_no_sweep',
  'no_memory_guard',
  ...COPY_DEFECTS,
  ...EXIT_DEFECTS,
];
const RUNS = { seed: 20261122, numRuns: 300 };

describe('the memory stores', () => {
  it('answer the same script alike each time', async () => {
    await assertSameStores(
      () => freshMemory(),
      () => freshMemory(),
      {
        seed: RUNS.seed,
        runs: 50,
        same: (a, b) => expect(a).toEqual(b),
      },
    );
  });

  it.each(DEFECTS.filter((defect) => !OF_OTHERS.includes(defect)))(
    'would be found out if they had the defect %s',
    async (defect) => {
      const kinder = assertSameStores(
        () => freshMemory(),
        () => freshMemory([defect]),
        {
          seed: RUNS.seed,
          runs: 1_000,
          same: (a, b) => expect(a).toEqual(b),
          unshrunk: true,
        },
      );
      await expect(kinder).rejects.toThrow('Property failed');
    },
  );

  it('never sell what is not there, and lose no piece of stock', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (commands) => {
        const { db, subject } = memorySubject();
        await runScript(commands, subject);
        for (const [sku, first] of Object.entries(FIRST_STOCK)) {
          const taken = [...db.reservations.all()].filter((row) => row.sku === sku && row.state !== 'released');
          const available = db.stock.get(sku)?.available ?? -1;
          expect(available).toBeGreaterThanOrEqual(0);
          expect(available + taken.reduce((sum, row) => sum + row.quantity, 0)).toBe(first);
        }
      }),
      RUNS,
    );
  });

  it('tell of a transaction only when all of it stands, in steps of one version', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (commands) => {
        const { db, subject } = memorySubject();
        const versions = new Map<string, number>();
        db.onCommit = (changes: readonly Change[]) => {
          for (const change of changes) {
            if (change.kind !== 'transition') continue;
            const { fromVersion, orderId, version } = change.row;
            expect(version).toBe((versions.get(orderId) ?? 0) + 1);
            expect(fromVersion).toBe(version === 1 ? null : version - 1);
            expect(change.row.ownerEpoch).toBe(change.currentEpoch);
            versions.set(orderId, version);
          }
        };
        await runScript(commands, subject);
        for (const order of db.orders.values()) expect(versions.get(order.orderId)).toBe(order.version);
      }),
      RUNS,
    );
  });
});

/** The memory stores carry a shard by their own laws; that they do it as PostgreSQL does is shown by hand-overs-contract.db.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handOverScene, runHandOverScene } from './contract/hand-over-script';
import { memoryCarrying } from './contract/memory-carrying';
import { FIRST_STOCK } from './contract/subjects';
import type { Defect } from './memory/defects';

const said = (scene: Parameters<typeof runHandOverScene>[0], defects: readonly Defect[] = []) =>
  runHandOverScene(scene, { east: memoryCarrying(defects).carrying, west: memoryCarrying(defects).carrying });

describe('the memory stores that carry a shard', () => {
  it('lose no unit of stock and keep no order twice once a hand-over is done', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(handOverScene, async (scene) => {
        const [east, west] = [memoryCarrying(), memoryCarrying()];
        // what comes after would be placed in both
        await runHandOverScene({ ...scene, after: [] }, { east: east.carrying, west: west.carrying });
        const underWay = [east.db, west.db].some((db) =>
          [...db.handOvers.values()].some(({ step }) => step === 'clearing'),
        );
        if (underWay) return;
        done++;
        for (const orderId of east.db.orders.keys()) expect(west.db.orders.has(orderId)).toBe(false);
        for (const [sku, first] of Object.entries(FIRST_STOCK)) {
          const units = [east.db, west.db].flatMap((db) => [
            db.stock.get(sku)?.available ?? 0,
            ...[...db.reservations.all()].map((row) =>
              row.sku === sku && row.state !== 'released' ? row.quantity : 0,
            ),
          ]);
          expect(units.reduce((sum, each) => sum + each, 0)).toBe(2 * first);
        }
      }),
      { seed: 20261127, numRuns: 200 },
    );
    expect(done).toBeGreaterThan(50);
  });

  it.each(['hand_over_leaves_open', 'hand_over_keeps_epoch', 'hand_over_owes_no_sweep', 'no_memory_guard'] as const)(
    'would be found out if they had the defect %s',
    async (defect) => {
      const kinder = fc.assert(
        fc.asyncProperty(handOverScene, async (scene) => {
          expect(await said(scene)).toEqual(await said(scene, [defect]));
        }),
        { seed: 20261127, numRuns: 200, endOnFailure: true },
      );
      await expect(kinder).rejects.toThrow('Property failed');
    },
  );
});

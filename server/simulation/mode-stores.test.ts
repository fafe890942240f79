/** The memory stores of degraded mode let nobody out without the evidence; that they judge it as PostgreSQL does is shown by degraded-modes-contract.db.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryMode } from './contract/memory-mode';
import { type ModeScene, modeScene, runModeScene } from './contract/mode-script';
import { type Defect, EXIT_DEFECTS } from './memory/defects';

const RUNS = { seed: 20261128, numRuns: 600, endOnFailure: true } as const;
const said = (scene: ModeScene, defects: readonly Defect[] = []): Promise<string[]> =>
  runModeScene(scene, memoryMode(defects));

describe('the memory stores of degraded mode', () => {
  it('answer the same scene alike, and let it be left sometimes', async () => {
    let left = 0;
    await fc.assert(
      fc.asyncProperty(modeScene, async (scene) => {
        const first = await said(scene);
        expect(await said(scene)).toEqual(first);
        if (first.some((line) => line.startsWith('way_out: ["moved"') && line.includes('"state":"normal"'))) left++;
      }),
      { ...RUNS, numRuns: 100 },
    );
    expect(left).toBeGreaterThan(0);
  });

  it.each(EXIT_DEFECTS)('would be found out if they had the defect %s', { timeout: 120_000 }, async (defect) => {
    const kinder = fc.assert(
      fc.asyncProperty(modeScene, async (scene) => {
        expect(await said(scene, [defect])).toEqual(await said(scene));
      }),
      RUNS,
    );
    await expect(kinder).rejects.toThrow('Property failed');
  });
});

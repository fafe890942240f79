import { expect, it } from 'vitest';
import { firstShardOf, HOME_OWNERS } from '../domain/ownership';
import type { Region } from '../domain/region';
import type { LedgerSweeper, SweepAnswer } from '../services/ledger-sweeper';
import type { ShardKeeper } from '../services/shard-keeper';
import { ledgerSweepWorker } from './ledger-sweep-worker';

const sweepingShard = (region: Region): number => firstShardOf(region, HOME_OWNERS) ?? -1;

const window = { pass: 1, fromMs: 0, toMs: 60_000, followsMs: null } as const;
const result = { charges: 0, agreed: 0, waiting: 0, findings: [], news: [], settled: [] };

const round = (shards: readonly number[], answer: SweepAnswer, asked: string[] = []) => {
  const sweeper = {
    sweepNext() {
      asked.push('swept');
      return Promise.resolve(answer);
    },
  } as unknown as LedgerSweeper;
  const keeper = { held: () => new Map(shards.map((shard) => [shard, 1])) } as unknown as ShardKeeper;
  return ledgerSweepWorker(sweeper, keeper, 'west', HOME_OWNERS).runOnce();
};

it('sweeps where the region’s first shard is held, and nowhere else', async () => {
  const asked: string[] = [];
  expect(await round([sweepingShard('east'), 17, 31], { kind: 'nothing_due' }, asked)).toBe(0);
  expect(asked).toEqual([]);
  expect(await round([sweepingShard('west')], { kind: 'nothing_due' }, asked)).toBe(0);
  expect(asked).toEqual(['swept']);
});

it('goes on at once while windows are due, and rests when another has swept them', async () => {
  const held = [sweepingShard('west')];
  expect(await round(held, { kind: 'swept', window, result })).toBe(1);
  expect(await round(held, { kind: 'swept_by_another', window })).toBe(0);
});

it('fails its round when the provider did not tell, so that it is logged and tried again', async () => {
  await expect(round([sweepingShard('west')], { kind: 'not_told', window, cause: 'timeout' })).rejects.toThrow(
    'the provider could not be listed: timeout',
  );
});

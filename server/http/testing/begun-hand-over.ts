/** A hand-over that was started, and its carrier: a new one for each step, as after a crash. */
import { expect } from 'vitest';
import type { HandOver } from '@/server/domain/hand-over';
import { handOverStore } from '@/server/stores/hand-overs';
import type { GivenRegion } from './given-region';

export interface BegunHandOver {
  /** Carries it on until it stands at this step. */
  until(step: HandOver['step']): Promise<void>;
}

let begun = 0;

export async function beginHandOver(from: GivenRegion, to: GivenRegion, shard: number): Promise<BegunHandOver> {
  const handOvers = handOverStore(from.store.sql);
  const [by, reason] = ['staff:oncall@evident.test', 'Planned work in the region.'];
  const handOverId = `ho_given_${++begun}`;
  await handOvers.begin(
    { handOverId, shard, from: from.region, to: to.region, by, reason },
    {
      actor: by,
      role: 'on-call',
      action: 'ownership:hand_over',
      object: `shard ${shard}`,
      operationId: `click-given-${begun}`,
      requestId: null,
      reason,
      detail: {},
    },
  );
  const stepped = async () => {
    await from.carrier(to.origin, () => 'up').step();
    return (await handOvers.list(1))[0]?.step;
  };
  return {
    until: (step) => expect.poll(stepped, { timeout: 30_000, interval: 50 }).toBe(step),
  };
}

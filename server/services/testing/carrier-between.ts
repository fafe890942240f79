/** Carries shards between the records of two regions without a wire: each call is plain data both ways, as over the link. */
import { systemClock as clock } from '@/server/ports/clock';
import { handOverStore } from '@/server/stores/hand-overs';
import type { GivenStore } from '@/server/stores/testing/given-store';
import { HandOverCarrier } from '../hand-over-carrier';
import { type HandOverSide, handOverSide } from '../hand-over-side';

const directory = { refresh: () => Promise.resolve() };

/** @param onAnswered hears how long each call took. */
export function carrierBetween(
  from: GivenStore,
  to: GivenStore,
  onAnswered: (method: string, ms: number) => void = () => undefined,
): HandOverCarrier {
  const side = handOverSide({ handOvers: handOverStore(to.sql), directory });
  return new HandOverCarrier({
    clock,
    directory,
    handOvers: handOverStore(from.sql),
    link: {
      async call({ body, method }) {
        const begunMs = performance.now();
        const run = side[method as keyof HandOverSide] as (input: unknown) => Promise<unknown>;
        const answer: unknown = JSON.parse(JSON.stringify(await run(JSON.parse(JSON.stringify(body)))));
        onAnswered(method, performance.now() - begunMs);
        return { kind: 'answered', body: answer };
      },
    },
  });
}

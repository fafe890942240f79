/** Luck and ids of one process, from the seed. */
import type { Random } from '../ports/random';
import type { SeededStream } from './seeded-stream';

export const simulatedRandom = (stream: SeededStream): Random => ({
  luck: () => stream.next(),
  bytes: (count) => stream.bytes(count),
});

/** Luck and new ids as a port, so that a simulated history repeats from its seed. */
import { randomFillSync } from 'node:crypto';

export interface Random {
  /** In [0, 1). */
  luck(): number;
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = {
  luck: () => Math.random(),
  bytes: (count) => randomFillSync(new Uint8Array(count)),
};

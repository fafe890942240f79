/** Luck from a seed, so that the same first start tells the same history; a story may fix it for a while. */
import type { Random } from '../../server/ports/random';
import { seededRandom } from '../../server/sandbox/seeded-random';

export class StoryRandom implements Random {
  private readonly draw: () => number;
  /** Not null: every draw is this. */
  fixed: number | null = null;

  constructor(seed: number) {
    this.draw = seededRandom(seed);
  }

  luck(): number {
    return this.fixed ?? this.draw();
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(this.draw() * 256));
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    return from + this.draw() * (to - from);
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[Math.floor(this.draw() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

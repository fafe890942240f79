/**
 * Luck from a seed: the same seed and name give the same stream, on every machine. Streams with other names are independent, so
 * that dropping one fault or one customer leaves the luck of all others as it was.
 */
export class SeededStream {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 1;

  constructor(seed: number, name: string) {
    let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    for (let i = 0; i < name.length; i++) mixed = Math.imul(mixed ^ name.charCodeAt(i), 0x01000193) >>> 0;
    this.a = mixed;
    this.b = Math.imul(mixed ^ 0x6a09e667, 0xcc9e2d51) >>> 0;
    this.c = Math.imul(seed + 0x3c6ef372, 0x1b873593) >>> 0;
    for (let i = 0; i < 12; i++) this.next();
  }

  /** In [0, 1). Small Fast Counter 32 (https://pracrand.sourceforge.net/). */
  next(): number {
    const sum = (this.a + this.b + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** A whole number from `least` to `most`, both possible. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @throws RangeError when there is nothing to pick from. */
  pick<T>(from: readonly T[]): T {
    const picked = from[Math.floor(this.next() * from.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** One of the weighted choices. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    throw new RangeError('nothing to choose from');
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = this.between(0, 255);
    return bytes;
  }
}

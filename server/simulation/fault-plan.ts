/**
 * Which faults strike, when and how hard: drawn from the seed, one stream for each kind, so that switching one off leaves the others
 * as they were. A fault is counted when it takes effect.
 */
import { ALL_FAULT_KINDS, FAULT_KINDS, type FaultKind } from './fault-kinds';
import { SeededStream } from './seeded-stream';
import { themeOf } from './themes';

export interface FaultLimits {
  /** Kinds that never strike; for shrinking. */
  readonly without: ReadonlySet<FaultKind>;
  /** Single strikes that do not happen, `kind#n`; for shrinking. */
  readonly skipped: ReadonlySet<string>;
}

export const NO_LIMITS: FaultLimits = { without: new Set(), skipped: new Set() };

const ON_PROBABILITY = 0.5;

export class FaultPlan {
  readonly struck = new Map<FaultKind, number>();
  readonly strikesInOrder: string[] = [];
  private readonly rates = new Map<FaultKind, number>();
  private readonly streams = new Map<FaultKind, SeededStream>();
  private healed = false;

  constructor(
    seed: number,
    private readonly limits: FaultLimits,
  ) {
    const theme = themeOf(seed);
    for (const kind of ALL_FAULT_KINDS) {
      const stream = new SeededStream(seed, `fault/${kind}`);
      this.streams.set(kind, stream);
      const themed = theme.rates[kind];
      const on = stream.chance(ON_PROBABILITY) || themed !== undefined;
      const [least, most] = themed ?? FAULT_KINDS[kind];
      // most histories get gentle rates, some get harsh ones
      const rate = least + stream.next() ** 2 * (most - least);
      if (on && !limits.without.has(kind)) this.rates.set(kind, rate);
    }
  }

  get on(): FaultKind[] {
    return [...this.rates.keys()];
  }

  /** The rate or the count of a kind; 0 when it is off. */
  rate(kind: FaultKind): number {
    return this.healed ? 0 : (this.rates.get(kind) ?? 0);
  }

  /** Whether the kind strikes now; counted if it does. */
  strikes(kind: FaultKind, where: string): boolean {
    const rate = this.rate(kind);
    return rate > 0 && this.stream(kind).chance(rate) && this.count(kind, where);
  }

  /** Counts a planned strike; false when shrinking has taken it out. */
  count(kind: FaultKind, where: string): boolean {
    const n = (this.struck.get(kind) ?? 0) + 1;
    this.struck.set(kind, n);
    if (this.limits.skipped.has(`${kind}#${n}`)) return false;
    this.strikesInOrder.push(`${kind}#${n} ${where}`);
    return true;
  }

  stream(kind: FaultKind): SeededStream {
    const stream = this.streams.get(kind);
    if (stream === undefined) throw new RangeError(`no stream for ${kind}`);
    return stream;
  }

  get isHealed(): boolean {
    return this.healed;
  }

  /** From now on nothing strikes. */
  heal(): void {
    this.healed = true;
  }
}

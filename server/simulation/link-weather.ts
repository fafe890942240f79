/**
 * How the link between the regions is, over a history: cut for seconds, one-way, slow or flapping while the store is busy; and in some
 * histories cut for the long hours. What that means for one call is the product's own table.
 */
import type { LinkCondition } from '../domain/link-condition';
import type { FaultPlan } from './fault-plan';
import { SeededStream } from './seeded-stream';
import { START_MS } from './start';

interface Spell {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly condition: LinkCondition;
}

const KINDS = ['link_cut', 'link_one_way', 'link_slow', 'link_flapping'] as const;
const WINDOW_MS = 12_000;
const LENGTHS_MS = [600, 2_500, 6_000, 12_000] as const;

export class LinkWeather {
  /** In the long hours, and where it is to be cut for certain. */
  severed = false;
  private readonly spells: Spell[] = [];

  constructor(
    seed: number,
    private readonly faults: FaultPlan,
  ) {
    for (const kind of KINDS) {
      const stream = new SeededStream(seed, `plan/${kind}`);
      const times = faults.rate(kind) === 0 ? 0 : stream.between(1, Math.round(faults.rate(kind)));
      for (let n = 0; n < times; n++) {
        const fromMs = START_MS + stream.between(300, WINDOW_MS);
        const spell = { fromMs, untilMs: fromMs + stream.pick(LENGTHS_MS), condition: conditionOf(kind, stream) };
        if (faults.count(kind, 'link')) this.spells.push(spell);
      }
    }
  }

  at(nowMs: number): LinkCondition {
    if (this.severed) return 'cut';
    if (this.faults.isHealed) return 'up';
    return this.spells.find(({ fromMs, untilMs }) => nowMs >= fromMs && nowMs < untilMs)?.condition ?? 'up';
  }
}

function conditionOf(kind: (typeof KINDS)[number], stream: SeededStream): LinkCondition {
  switch (kind) {
    case 'link_cut':
      return 'cut';
    case 'link_one_way': {
      const lose = stream.chance(0.35) ? 'requests' : 'answers';
      return stream.chance(0.5) ? { lose } : { lose, calls_from: stream.chance(0.5) ? 'east' : 'west' };
    }
    case 'link_slow':
      return { delay_ms: stream.pick([200, 2_000, 7_000]), jitter_ms: 2_000 };
    case 'link_flapping':
      return { flapping: { up_ms: stream.between(100, 900), down_ms: stream.between(100, 900) } };
    default:
      return kind satisfies never;
  }
}

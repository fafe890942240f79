/** What a customer of a history is like; drawn from the workload's own luck. */
import type { PaymentMethod } from './payment-methods';
import type { SeededStream } from './seeded-stream';
import type { Region } from '../domain/ids';

export interface Habits {
  readonly name: string;
  readonly region: Region;
  readonly arrivesAfterMs: number;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly paymentMethod: PaymentMethod;
  /** How many equal submits at once. */
  readonly clicks: number;
  readonly retriesAfterSuccess: boolean;
  readonly sendsOtherBody: boolean;
  /** Tries the key of another customer. */
  readonly triesAnothersKey: boolean;
  /** Walks away when payment is refused for now. */
  readonly leavesWhenRefused: boolean;
  /** Goes back and forth between pages while waiting. */
  readonly polls: number;
  /** How often a request goes to the other region instead; 0 for most. */
  readonly wanders: number;
  /** Their goods are kept in the other region, which owns the order. */
  readonly ownedElsewhere: boolean;
  /** How often they look again although they know how it ended. */
  readonly looksOn: number;
  /** How likely they leave it at an order that is kept and not decided. */
  readonly trustsWhatIsKept: number;
}

const METHODS: readonly (readonly [number, PaymentMethod])[] = [
  [60, 'pm_card_visa'],
  [16, 'pm_card_mastercard'],
  [4, 'pm_card_declined'],
  [2, 'pm_card_no_funds'],
  [9, 'pm_asks_customer'],
  [3, 'pm_asks_in_vain'],
  [6, 'pm_takes_time'],
];

/** What of a history people notice. */
export interface Surroundings {
  readonly scarceSku: string | null;
  /** Statuses are copied to the other region: people look again. */
  readonly copied: boolean;
  /** Shards go to the other region, and people with them. */
  readonly handedOver: boolean;
}

export function drawHabits(luck: SeededStream, name: string, around: Surroundings): Habits {
  const { copied, handedOver, scarceSku } = around;
  const skus = ['lamp', 'mug', 'plate'];
  const first = scarceSku !== null && luck.chance(0.5) ? scarceSku : luck.pick(skus);
  const second = luck.pick(skus);
  const lines = [{ sku: first, quantity: first === scarceSku ? 1 : luck.between(1, 3) }];
  if (second !== first && luck.chance(0.4)) lines.push({ sku: second, quantity: luck.between(1, 2) });
  return {
    name,
    region: luck.chance(0.5) ? 'east' : 'west',
    arrivesAfterMs: luck.between(0, 6_000),
    lines,
    paymentMethod: luck.weighted(METHODS),
    clicks: luck.weighted([
      [75, 1],
      [15, 2],
      [9, 4],
      [1, 100],
    ]),
    retriesAfterSuccess: luck.chance(0.15),
    sendsOtherBody: luck.chance(0.08),
    triesAnothersKey: luck.chance(0.06),
    leavesWhenRefused: luck.chance(0.15),
    polls: luck.between(1, 6),
    wanders: luck.weighted([
      [handedOver ? 20 : 60, 0],
      [25, 0.3],
      [handedOver ? 55 : 15, 0.7],
    ]),
    ownedElsewhere: luck.chance(0.2),
    trustsWhatIsKept: luck.pick([0.2, 0.9]),
    looksOn: luck.chance(copied ? 0.5 : 0.1) ? luck.between(3, 12) : 0,
  };
}

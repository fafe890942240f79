/** Which stories the last three days had, when, and in which region: from their numbers alone, so that a run repeats. */
import type { Region } from '../../server/domain/region';
import { SOLD_OUT_SKU } from './catalogue';
import { pastOrder, type PastOrder, wantedByNumber } from './past-order';
import * as stories from './stories';
import type { Story } from './stories';
import { StoryRandom } from './story-random';

export interface Told {
  readonly order: PastOrder;
  readonly story: Story;
}

interface Kind {
  readonly story: Story;
  readonly count: number;
  /** How long ago its orders were placed. */
  readonly minutesAgo: readonly [from: number, to: number];
  readonly paymentMethods?: readonly string[];
  readonly sku?: string;
}

const DAYS = 3 * 24 * 60;
const PAYS = ['pm_card_visa', 'pm_card_visa', 'pm_card_mastercard'];
const DECLINES = ['pm_card_chargeDeclined', 'pm_card_chargeDeclinedInsufficientFunds'];
const WRONG = ['pm_evident_wrong_amount'];

/** Those that are over come first: no step of theirs may meet an order that still waits. */
const KINDS: readonly Kind[] = [
  { story: stories.confirmed, count: 164, minutesAgo: [14, DAYS] },
  { story: stories.confirmedByWebhook, count: 22, minutesAgo: [20, DAYS] },
  { story: stories.confirmedByLookUp, count: 14, minutesAgo: [20, DAYS] },
  { story: stories.confirmedAtSecondTry, count: 8, minutesAgo: [20, DAYS] },
  { story: stories.confirmedTwiceSubmitted, count: 8, minutesAgo: [20, DAYS] },
  { story: stories.confirmedMailFailed, count: 1, minutesAgo: [90, 100] },
  { story: stories.declined, count: 26, minutesAgo: [8, DAYS], paymentMethods: DECLINES },
  { story: stories.outOfStock, count: 10, minutesAgo: [6, DAYS], sku: SOLD_OUT_SKU },
  { story: stories.neverAccepted, count: 8, minutesAgo: [120, DAYS] },
  { story: stories.compensated, count: 8, minutesAgo: [30, DAYS], paymentMethods: WRONG },
  { story: stories.compensatedLate, count: 2, minutesAgo: [600, DAYS] },
  { story: stories.intentExpired, count: 10, minutesAgo: [45, DAYS] },
  { story: stories.checksRanOut, count: 2, minutesAgo: [260, 420] },
  { story: stories.checksRanOutUncharged, count: 1, minutesAgo: [260, 420] },
  { story: stories.voidUnacknowledged, count: 1, minutesAgo: [0.3, 0.4], paymentMethods: WRONG },
  { story: stories.pending, count: 7, minutesAgo: [1, 90] },
  { story: stories.pendingUncharged, count: 4, minutesAgo: [1, 60] },
  { story: stories.reserved, count: 3, minutesAgo: [3, 22] },
  { story: stories.saved, count: 2, minutesAgo: [4, 12] },
  { story: stories.authorizing, count: 2, minutesAgo: [0.005, 0.01] },
];

/** Of one region, in the order in which they must be told. */
export function pastDays(region: Region, nowMs: number): Told[] {
  let number = 0;
  return KINDS.flatMap((kind) => Array.from({ length: kind.count }, (_, index) => ({ kind, index, number: ++number })))
    .filter((each) => (each.number % 2 === 0) === (region === 'east'))
    .map(({ kind, index, number: its }) => ({ story: kind.story, order: orderOf(kind, index, its, region, nowMs) }));
}

function orderOf(kind: Kind, index: number, number: number, region: Region, nowMs: number): PastOrder {
  const random = new StoryRandom(9_000 + number);
  const [from, to] = kind.minutesAgo;
  const methods = kind.paymentMethods ?? PAYS;
  const wanted = wantedByNumber(
    number,
    region,
    methods[index % methods.length] ?? 'pm_card_visa',
    kind.sku === undefined ? undefined : [[kind.sku, 1]],
  );
  return pastOrder(wanted, Math.floor(nowMs - random.between(from, to) * 60_000));
}

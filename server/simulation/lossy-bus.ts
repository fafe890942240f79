/** A bus that keeps each message as long as it likes: doubled, overtaken, its acknowledgement lost; and nothing while the link is cut. */
import type { BusMessage } from '../domain/bus-message';
import type { Bus, HandledById } from '../ports/bus';
import type { CopyKeeper } from '../services/copy-keeper';
import { EventHeap, type HeapEntry } from './event-heap';
import type { SeededStream } from './seeded-stream';

const DOUBLED = 0.1;
const ACKNOWLEDGEMENT_LOST = 0.05;
const QUICK_MS = 150;
/** Fair and foul weather take turns: in the fair one nearly all messages are quick, in the foul one half take up to the most. */
const SLOW = { fair: 0.002, foul: 0.5 };
const WEATHER_MS = 30_000;

export interface LossyBus {
  readonly sender: Bus;
  deliverDue(): Promise<void>;
  counted(): { readonly delivered: number; readonly doubled: number; readonly outOfOrder: number };
}

interface Parts {
  readonly luck: SeededStream;
  readonly clock: { nowMs(): number };
  readonly mostLagMs: number;
  isCut(): boolean;
  readonly keeper: Pick<CopyKeeper, 'keep'>;
}

export function lossyBus({ clock, isCut, keeper, luck, mostLagMs }: Parts): LossyBus {
  const heap = new EventHeap<HeapEntry & { run(): Promise<void> }>();
  let order = 0;
  const later = (run: () => Promise<void>) => heap.push({ atMs: clock.nowMs() + lagMs(), order: ++order, run });
  const lastSent = new Map<string, number>();
  const count = { delivered: 0, doubled: 0, outOfOrder: 0 };
  let sent = 0;
  let tell: (topic: 'copies', handled: HandledById) => Promise<void> = () => Promise.resolve();
  const weather = () => (Math.floor(clock.nowMs() / WEATHER_MS) % 2 === 0 ? 'fair' : 'foul');
  const lagMs = () => (luck.chance(SLOW[weather()]) ? luck.between(0, mostLagMs) : luck.between(1, QUICK_MS));
  const deliver = (message: BusMessage, number: number) => async () => {
    count.delivered++;
    if (number < (lastSent.get(message.orderId) ?? 0)) count.outOfOrder++;
    lastSent.set(message.orderId, Math.max(number, lastSent.get(message.orderId) ?? 0));
    const handled = await keeper.keep([message]);
    if (!luck.chance(ACKNOWLEDGEMENT_LOST)) later(() => tell('copies', handled));
  };
  return {
    sender: {
      publish(_topic, messages) {
        if (isCut()) return Promise.resolve({ kind: 'unreachable', error: 'cut' });
        for (const message of messages) {
          const number = ++sent;
          later(deliver(message, number));
          if (!luck.chance(DOUBLED)) continue;
          count.doubled++;
          later(deliver(message, number));
        }
        return Promise.resolve({ kind: 'in_transit' });
      },
      subscribe: () => () => undefined,
      onHandled(listener) {
        tell = listener;
        return () => undefined;
      },
      close: () => Promise.resolve(),
    },
    async deliverDue() {
      while ((heap.peek()?.atMs ?? Number.POSITIVE_INFINITY) <= clock.nowMs()) await heap.pop()?.run();
    },
    counted: () => ({ ...count }),
  };
}

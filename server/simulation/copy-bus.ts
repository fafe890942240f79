/**
 * The bus that carries copies from one region to the other: each message travels for as long as it likes, up to a minute; it may come
 * twice, be overtaken or get lost, and so may the word that it was kept. Nothing leaves while the link is cut.
 */
import type { BusMessage } from '../domain/bus-message';
import { linkFault } from '../domain/link-condition';
import type { Bus, HandledById } from '../ports/bus';
import type { CopyKeeper } from '../services/copy-keeper';
import type { FaultPlan } from './fault-plan';
import type { LinkWeather } from './link-weather';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { Life } from './simulated-process';
import type { Sometimes } from './sometimes';

/** Who keeps the copies in a region. */
export interface CopyDoor {
  readonly life: Life;
  readonly copies: Pick<CopyKeeper, 'keep'>;
}

export interface CopyRoad {
  readonly scheduler: Scheduler;
  readonly luck: SeededStream;
  readonly faults: FaultPlan;
  readonly weather: LinkWeather;
  readonly sometimes: Sometimes;
  /** Null while nobody listens there. */
  readonly peer: () => CopyDoor | null;
  /** The newest change of each order that has come to the peer. */
  readonly arrived: Map<string, number>;
}

const QUICK_MS = { least: 5, most: 150 } as const;
/** At most; half of the late ones are under eight seconds. */
const LATE_MS = 60_000;

export function copyBus(road: CopyRoad, life: Life): Bus {
  const { faults, luck, scheduler, weather } = road;
  let tell: (topic: 'copies', handled: HandledById) => Promise<void> = () => Promise.resolve();
  const lateMs = (kind: 'copy_late' | 'copy_doubled'): number =>
    Math.ceil(QUICK_MS.most + faults.stream(kind).next() ** 3 * (LATE_MS - QUICK_MS.most));
  const lagMs = (what: string): number =>
    faults.strikes('copy_late', what) ? lateMs('copy_late') : luck.between(QUICK_MS.least, QUICK_MS.most);
  const send = (message: BusMessage): void => {
    const { orderId } = message;
    const comeAfter = (ms: number): void => {
      scheduler.after(ms, null, () => {
        if (!faults.strikes('copy_lost', orderId)) arrive(message);
        return false;
      });
    };
    comeAfter(lagMs(orderId));
    // what comes twice comes late the second time
    if (faults.strikes('copy_doubled', orderId)) comeAfter(lateMs('copy_doubled'));
  };
  const arrive = (message: BusMessage): void => {
    const door = road.peer();
    if (door === null) return;
    scheduler.after(0, door.life, () => {
      noteArrival(road, message);
      door.copies.keep([message]).then(
        (handled) => {
          if (faults.strikes('copy_lost', message.orderId)) return;
          scheduler.after(lagMs(message.orderId), life, () => {
            void tell('copies', handled).catch(() => undefined);
            return true;
          });
        },
        () => undefined,
      );
      return true;
    });
  };
  return {
    publish(_topic, messages) {
      const nowMs = scheduler.nowMs;
      const fault = linkFault(weather.at(nowMs), life.process.region, nowMs, luck.next());
      if (fault.kind === 'cut') return Promise.resolve({ kind: 'unreachable', error: 'the region link is cut' });
      if (fault.kind !== 'request_lost') for (const message of messages) send(message);
      return Promise.resolve({ kind: 'in_transit' });
    },
    subscribe: () => () => undefined,
    onHandled(listener) {
      tell = listener;
      return () => undefined;
    },
    close: () => Promise.resolve(),
  };
}

function noteArrival({ arrived, sometimes }: CopyRoad, { orderId, payload }: BusMessage): void {
  const { change } = payload as { readonly change?: number };
  if (change === undefined) return;
  const newest = arrived.get(orderId) ?? 0;
  if (change < newest) sometimes.saw('copy overtaken on its way');
  if (change === newest) sometimes.saw('copy delivered twice');
  arrived.set(orderId, Math.max(change, newest));
}

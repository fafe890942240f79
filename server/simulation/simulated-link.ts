/**
 * The way from one process to the other region's web process and back. What reached the peer happened, whoever still waits for the
 * answer; and its caller knows that a call was not acted on only where it never left or was refused unread, as over the real link.
 */
import { type LinkFault, linkFault } from '../domain/link-condition';
import type { Acted, LinkAnswer, LinkRequest, RegionLink } from '../ports/region-link';
import type { LinkWeather } from './link-weather';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { Life } from './simulated-process';
import type { Trace } from './trace';

/** What a web process answers the other region's calls with. */
export interface LinkDoor {
  readonly life: Life;
  readonly answer: (method: string, body: unknown) => Promise<unknown>;
}

export interface LinkRoad {
  readonly scheduler: Scheduler;
  readonly luck: SeededStream;
  readonly weather: LinkWeather;
  readonly trace: Trace;
  /** Null while nobody listens there. */
  readonly peer: () => LinkDoor | null;
}

/** The door refuses what nobody waits for any more, with so much left for clocks that differ. */
const LATE_MS = 5_000;

export function simulatedLink(road: LinkRoad, life: Life): RegionLink {
  return {
    call: (request) =>
      life.over ? new Promise(() => undefined) : new Promise((resolve) => call(road, life, request, resolve)),
  };
}

function call(road: LinkRoad, life: Life, request: LinkRequest, resolve: (answer: LinkAnswer) => void): void {
  const { luck, scheduler, trace, weather } = road;
  const sentAtMs = scheduler.nowMs;
  const deadlineAtMs = sentAtMs + request.remainingMs;
  const fault = linkFault(weather.at(sentAtMs), life.process.region, sentAtMs, luck.next());
  let open = true;
  const settle = (answer: LinkAnswer): void => {
    if (!open) return;
    open = false;
    if (answer.kind === 'unreachable')
      trace.add(life.process.name, `> ${request.method} ${answer.error} (acted: ${answer.acted})`);
    resolve(answer);
  };
  const settleAt = (atMs: number, answer: LinkAnswer): void => {
    scheduler.at(atMs, life, () => {
      const isNews = open;
      settle(answer);
      return isNews;
    });
  };
  if (fault.kind === 'cut') return settleAt(sentAtMs + 1, unreachable('the region link is cut', 'no'));
  const eachWayMs = luck.between(2, 20) + (fault.kind === 'delayed' ? Math.floor(fault.delayMs / 2) : 0);
  if (fault.kind === 'delayed' && sentAtMs + eachWayMs >= deadlineAtMs)
    return settleAt(deadlineAtMs, unreachable('the deadline passed before the call left', 'no'));
  settleAt(deadlineAtMs, unreachable('no answer before the deadline', 'unknown'));
  if (fault.kind === 'request_lost') return;
  arrive(road, request, sentAtMs + eachWayMs, deadlineAtMs, (answer) => {
    if (!isHeard(fault)) return;
    settleAt(scheduler.nowMs + eachWayMs, answer);
  });
}

/** At the peer: nobody listens, it is stopped for now, it comes too late, or it is carried out. */
function arrive(
  { peer, scheduler }: LinkRoad,
  { body, method }: LinkRequest,
  atMs: number,
  deadlineAtMs: number,
  told: (answer: LinkAnswer) => void,
): void {
  scheduler.at(atMs, null, () => {
    const door = peer();
    if (door === null) {
      told(unreachable('connection refused', 'no'));
      return false;
    }
    scheduler.after(0, door.life, () => {
      if (scheduler.nowMs > deadlineAtMs + LATE_MS) return false;
      door.answer(method, copyOf(body)).then(
        (answer) => {
          if (!door.life.over) told({ kind: 'answered', body: copyOf(answer) });
        },
        () => {
          if (!door.life.over) told(unreachable('the peer answered 500', 'unknown'));
        },
      );
      return true;
    });
    return false;
  });
}

const isHeard = ({ kind }: LinkFault): boolean => kind !== 'answer_lost';

const unreachable = (error: string, acted: Acted): LinkAnswer => ({ kind: 'unreachable', error, acted });

/** As it comes out of the wire. */
const copyOf = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

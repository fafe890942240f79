/** A customer's browser: requests reach a web process and come back, or are lost with it; what comes back is what they were told. */
import type { Region } from '../domain/ids';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { WebServices } from './web-process';

export type Reply<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'error' }
  | { readonly kind: 'lost' };

/** A browser gives up after this. */
const PATIENCE_MS = 20_000;

export interface ClientRoad {
  readonly scheduler: Scheduler;
  readonly luck: SeededStream;
  readonly web: (region: Region) => WebServices | null;
}

export function request<T>(
  { scheduler, luck, web }: ClientRoad,
  region: Region,
  call: (services: WebServices) => Promise<T>,
): Promise<Reply<T>> {
  return new Promise((resolve) => {
    let open = true;
    const settle = (afterMs: number, reply: Reply<T>): void => {
      scheduler.after(afterMs, null, () => {
        if (!open) return false;
        open = false;
        resolve(reply);
        return true;
      });
    };
    settle(PATIENCE_MS, { kind: 'lost' });
    scheduler.after(luck.between(5, 40), null, () => {
      const services = web(region);
      if (services === null || services.life.process.pausedUntilMs > scheduler.nowMs) {
        // refused at once when nobody listens; a paused process only keeps us waiting
        if (services === null) settle(5, { kind: 'lost' });
        return false;
      }
      call(services).then(
        (answer) => {
          if (!services.life.over) settle(luck.between(5, 40), { kind: 'answered', answer });
        },
        () => {
          if (!services.life.over) settle(luck.between(5, 40), { kind: 'error' });
        },
      );
      return true;
    });
  });
}

export const sleep = (scheduler: Scheduler, ms: number): Promise<void> =>
  new Promise((resolve) => {
    scheduler.after(ms, null, () => {
      resolve();
      return true;
    });
  });

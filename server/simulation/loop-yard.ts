/**
 * The real loops of a worker on virtual time. While a history is busy they rest as long as they do in production; a rest that
 * would find nothing to do is prolonged, because such a round changes nothing. In the long hours they are parked and woken when something is due.
 */
import type { Clock } from '../ports/clock';
import type { Scheduler } from './scheduler';
import type { Life } from './simulated-process';

interface Parked {
  readonly life: Life;
  readonly job: string;
  readonly isDue: () => boolean;
  readonly wake: () => void;
}

/** So many rounds that would find nothing are skipped at once. */
const IDLE_ROUNDS = 4;

export class LoopYard {
  /** True in the long hours. */
  parking = false;
  private parked: Parked[] = [];

  constructor(private readonly scheduler: Scheduler) {}

  /** The clock that a loop rests by. @param isDue whether a round would find anything. */
  clockFor(life: Life, job: string, isDue: () => boolean): Clock {
    return {
      nowMs: () => this.scheduler.nowMs + life.process.skewMs,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) return reject(signal.reason);
          let over = false;
          const wake = () => {
            if (over) return;
            over = true;
            signal?.removeEventListener('abort', onAbort);
            resolve();
          };
          const onAbort = () => {
            if (over || life.over) return;
            over = true;
            reject(signal?.reason);
          };
          signal?.addEventListener('abort', onAbort, { once: true });
          const rest = (restMs: number) => {
            if (this.parking) {
              this.parked.push({ life, job, isDue, wake });
              return;
            }
            this.scheduler.after(Math.max(1, restMs), life, () => {
              if (over) return false;
              if (this.parking || !isDue()) {
                rest(ms * IDLE_ROUNDS);
                return false;
              }
              wake();
              return true;
            });
          };
          rest(ms);
        }),
    };
  }

  /** The long hours are over: every parked loop goes on. */
  open(): void {
    this.parking = false;
    for (const { life, wake } of this.parked.splice(0))
      this.scheduler.after(0, life, () => {
        wake();
        return true;
      });
  }

  /** Wakes the parked loops of these jobs that would find something to do; each in an event of its own. */
  wake(which: (job: string, region: string) => boolean): void {
    const woken = this.parked.filter(
      ({ life, job, isDue }) => !life.over && which(job, life.process.region) && isDue(),
    );
    this.parked = this.parked.filter((each) => !each.life.over && !woken.includes(each));
    for (const { life, wake } of woken)
      this.scheduler.after(0, life, () => {
        wake();
        return true;
      });
  }
}

/** Hints between the processes of one region: late, lossy, never evidence. */
import type { WakeTopic, WakeUp } from '../ports/wake-up';
import type { FaultPlan } from './fault-plan';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { Life } from './simulated-process';

interface Listener {
  readonly life: Life;
  readonly topic: WakeTopic;
  readonly callback: (keys: readonly string[]) => void;
}

export class HintBoard {
  private listeners: Listener[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly luck: SeededStream,
    private readonly faults: FaultPlan,
  ) {}

  /** The region's hints as one life of one process hears them. */
  for(life: Life): WakeUp {
    return {
      hint: (topic, key) => {
        if (life.over) return;
        this.listeners = this.listeners.filter((listener) => !listener.life.over);
        for (const listener of this.listeners) if (listener.topic === topic) this.send(listener, key);
      },
      listen: (topic, callback) => {
        const listener = { life, topic, callback };
        this.listeners.push(listener);
        return () => {
          this.listeners = this.listeners.filter((each) => each !== listener);
        };
      },
    };
  }

  private send(listener: Listener, key: string): void {
    if (this.faults.strikes('hint_lost', listener.topic)) return;
    this.scheduler.after(this.luck.between(1, 12), listener.life, () => {
      listener.callback([key]);
      return true;
    });
  }
}

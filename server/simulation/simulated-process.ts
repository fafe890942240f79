/**
 * One life after another of one process. A crash ends a life: what it waited for never comes, and nothing of it runs again;
 * what it had already sent arrives all the same. A paused life gets everything late, as after SIGSTOP and SIGCONT.
 */
import type { Region } from '../domain/region';

export class SimulatedProcess {
  /** Which life; raised by a crash. */
  life = 1;
  alive = true;
  pausedUntilMs = 0;
  startedAtMs = 0;

  constructor(
    readonly name: string,
    readonly region: Region,
    /** How far its clock is off. */
    public skewMs: number,
  ) {}

  crash(): void {
    this.life++;
    this.alive = false;
  }

  start(nowMs: number): void {
    this.alive = true;
    this.pausedUntilMs = 0;
    this.startedAtMs = nowMs;
  }
}

/** A life of a process, as its ports hold it: they go silent when it is over. */
export class Life {
  /** Under which name it holds its leases; a restarted process is another holder. */
  readonly holder: string;
  private readonly life: number;

  constructor(readonly process: SimulatedProcess) {
    this.life = process.life;
    this.holder = `${process.name}.${process.life}`;
  }

  get over(): boolean {
    return this.process.life !== this.life;
  }
}

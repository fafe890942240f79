/**
 * The one scheduler of a history: it owns virtual time and picks which runnable continuation goes next. Between two of its
 * events every promise that can run has run, so the same seed gives the same history.
 */
import { EventHeap } from './event-heap';
import type { SeededStream } from './seeded-stream';
import type { Life } from './simulated-process';

export interface Scheduled {
  cancel(): void;
}

class Entry implements Scheduled {
  cancelled = false;

  constructor(
    public atMs: number,
    readonly order: number,
    /** Whose continuation it is; null when it happens outside every process (at the database, at the provider). */
    readonly life: Life | null,
    /** Returns true when it woke a promise, whose continuations are then run to their end. */
    readonly run: () => boolean,
  ) {}

  cancel(): void {
    this.cancelled = true;
  }
}

export class Scheduler {
  nowMs: number;
  /** Events carried out, for figures. */
  steps = 0;
  /** A promise was found broken: nothing more is run. */
  stopped = false;
  private readonly heap = new EventHeap<Entry>();

  constructor(
    startMs: number,
    private readonly luck: SeededStream,
  ) {
    this.nowMs = startMs;
  }

  at(atMs: number, life: Life | null, run: () => boolean): Scheduled {
    const entry = new Entry(Math.max(atMs, this.nowMs), this.luck.next(), life, run);
    this.heap.push(entry);
    return entry;
  }

  after(ms: number, life: Life | null, run: () => boolean): Scheduled {
    return this.at(this.nowMs + ms, life, run);
  }

  /** When the next event is; null when nothing is planned. */
  nextAtMs(): number | null {
    this.dropDead();
    return this.heap.peek()?.atMs ?? null;
  }

  /** Runs everything up to and including `untilMs`, then stands there. */
  async runUntil(untilMs: number): Promise<void> {
    for (let next = this.nextAtMs(); !this.stopped && next !== null && next <= untilMs; next = this.nextAtMs())
      await this.step();
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** Runs until nothing is planned within `patienceMs` of the event before. */
  async settle(patienceMs: number): Promise<void> {
    for (
      let next = this.nextAtMs();
      !this.stopped && next !== null && next <= this.nowMs + patienceMs;
      next = this.nextAtMs()
    )
      await this.step();
  }

  private async step(): Promise<void> {
    const entry = this.heap.pop();
    if (entry === undefined) return;
    const pausedUntilMs = entry.life?.process.pausedUntilMs ?? 0;
    if (pausedUntilMs > entry.atMs) {
      entry.atMs = pausedUntilMs;
      this.heap.push(entry);
      return;
    }
    this.nowMs = Math.max(this.nowMs, entry.atMs);
    this.steps++;
    if (entry.run()) await drained();
  }

  private dropDead(): void {
    for (
      let top = this.heap.peek();
      top !== undefined && (top.cancelled || top.life?.over === true);
      top = this.heap.peek()
    )
      this.heap.pop();
  }
}

/**
 * Every promise continuation that can run has run: a tick that one of them asks for comes after all of them, and costs a tenth of a turn of
 * the event loop. Whoever begins a history has to be such a continuation.
 */
const drained = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

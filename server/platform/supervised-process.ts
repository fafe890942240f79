/**
 * One child of the supervisor: started, awaited until ready, restarted when it dies, stopped when
 * asked. Nothing that it does by itself ends it for good, and after `stop()` nothing brings it back.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { lineSplitter } from './line-splitter';
import { LogFile } from './log-file';
import { failuresAfter, restartDelayMs } from './restart-backoff';

export type ProcessState = 'starting' | 'running' | 'paused' | 'restarting' | 'stopped';

export interface ProcessSpec {
  /** As in the contract: worker_east, web_west, database, sandbox. */
  readonly name: string;
  readonly role: string;
  readonly region: string | null;
  spawn(): ChildProcess;
  /** Resolves true once it serves; asked again every 50 ms. `printed` has the lines of its stdout since it started. */
  isReady(printed: ReadonlySet<string>): boolean | Promise<boolean>;
  readonly stopSignal: NodeJS.Signals;
  /** From the polite signal to SIGKILL. */
  readonly graceMs: number;
  readonly logFile: string;
}

export interface ProcessEvents {
  onLine?(name: string, line: string, stream: 'stdout' | 'stderr'): void;
  /** It ended without having been asked to. */
  onDeath?(name: string, how: string, restartInMs: number): void;
  onReady?(name: string, restarts: number): void;
}

const POLL_MS = 50;
/** Lines kept for readiness. */
const REMEMBERED_LINES = 200;

export class SupervisedProcess {
  state: ProcessState = 'stopped';
  restarts = 0;
  private readonly log: LogFile;
  private child: ChildProcess | null = null;
  private wanted = false;
  private failures = 0;
  private startedAt = 0;
  private printed = new Set<string>();
  private ended: Promise<void> = Promise.resolve();

  constructor(
    readonly spec: ProcessSpec,
    private readonly events: ProcessEvents = {},
  ) {
    this.log = new LogFile(spec.logFile);
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Starts it and keeps it started. Ready is awaited with `ready()`. */
  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.failures = 0;
    this.launch();
  }

  /** Resolves once it serves. Rejects when it was stopped meanwhile, or after `patienceMs`. */
  async ready(patienceMs: number): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (this.state !== 'running') {
      if (!this.wanted) throw new Error(`${this.spec.name} was stopped before it was ready`);
      if (performance.now() > deadline)
        throw new Error(`${this.spec.name} was not ready after ${patienceMs / 1_000} s`);
      await sleep(POLL_MS);
    }
  }

  /** Ends it for good: politely, then by force. Resolves once it is gone. */
  async stop(): Promise<void> {
    this.wanted = false;
    // A stopped (SIGSTOP) process hears nothing before it continues.
    this.signal('SIGCONT');
    this.signal(this.spec.stopSignal);
    const force = setTimeout(() => this.signal('SIGKILL'), this.spec.graceMs);
    await this.ended;
    clearTimeout(force);
    this.state = 'stopped';
  }

  /** SIGKILL; it is restarted, as after any other death. Returns the pid that was hit, or null. */
  kill(): number | null {
    const { pid } = this;
    this.signal('SIGKILL');
    return pid;
  }

  /** Freezes it where it stands (SIGSTOP): it holds its lease and its connections, and does nothing. */
  pause(): void {
    if (this.child === null) return;
    this.signal('SIGSTOP');
    this.state = 'paused';
  }

  resume(): void {
    if (this.state !== 'paused') return;
    this.signal('SIGCONT');
    this.state = 'running';
  }

  /** By force and for good, without waiting: for a person in a hurry. */
  abandon(): void {
    this.wanted = false;
    this.signal('SIGKILL');
  }

  private signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  private launch(): void {
    this.state = this.restarts === 0 && this.failures === 0 ? 'starting' : 'restarting';
    this.startedAt = performance.now();
    this.printed = new Set();
    const child = this.spec.spawn();
    this.child = child;
    this.listen(child);
    this.ended = new Promise((resolve) => {
      let over = false;
      const end = (how: string) => {
        if (over) return;
        over = true;
        this.child = null;
        resolve();
        this.afterEnd(how);
      };
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      child.once('error', (error) => end(error.message));
    });
    void this.watchReadiness(child);
  }

  private listen(child: ChildProcess): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const lines = lineSplitter((line) => {
        this.log.write(line);
        if (stream === 'stdout' && this.printed.size < REMEMBERED_LINES) this.printed.add(line);
        this.events.onLine?.(this.spec.name, line, stream);
      });
      child[stream]?.setEncoding('utf8').on('data', lines.take).once('end', lines.flush);
    }
  }

  private async watchReadiness(child: ChildProcess): Promise<void> {
    while (this.child === child) {
      if (await this.spec.isReady(this.printed)) {
        if (this.child !== child || this.state === 'paused') return;
        this.state = 'running';
        this.events.onReady?.(this.spec.name, this.restarts);
        return;
      }
      await sleep(POLL_MS);
    }
  }

  private afterEnd(how: string): void {
    if (!this.wanted) {
      this.state = 'stopped';
      return;
    }
    this.failures = failuresAfter(this.failures, performance.now() - this.startedAt);
    const delay = restartDelayMs(this.failures);
    this.state = 'restarting';
    this.restarts += 1;
    this.events.onDeath?.(this.spec.name, how, delay);
    setTimeout(() => {
      if (this.wanted) this.launch();
    }, delay);
  }
}

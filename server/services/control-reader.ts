/**
 * What this process goes by: the switches and the mode, read in the background and held for a moment, so that a decision costs no round trip. A process
 * that could not read them for a while holds no position and admits nothing; therefore a region may count as acknowledged although a
 * process of it is frozen. What was applied is told to the records, version by version, with its time.
 */
import { type ControlPosition, positionOf } from '../domain/control-position';
import type { ControlReading } from '../domain/control-acknowledgement';
import { boundOf } from '../domain/degraded-mode';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { ControlReaderStore } from '../stores/control-readers';
import type { ControlStore } from '../stores/controls';
import type { DegradedModeStore } from '../stores/degraded-modes';

export interface ControlReaderParts {
  /** This process, by a name of its own. */
  readonly process: string;
  readonly role: 'web' | 'worker';
  readonly region: Region;
  readonly clock: Clock;
  readonly controls: Pick<ControlStore, 'list'>;
  readonly modes: Pick<DegradedModeStore, 'get'>;
  readonly readers: Pick<ControlReaderStore, 'acknowledge'>;
}

/** How old a position may be before it is read again, in the background. */
export const CONTROLS_FRESH_MS = 500;
/** How old a position may be and still be gone by. */
export const CONTROLS_HELD_MS = 5_000;
/** Said again although nothing changed, so that the region is seen to live. */
const SAID_AGAIN_MS = 2_000;
/** The mode stands among the switches that a process acknowledges. */
export const MODE_NAME = 'degraded_mode';

export class ControlReader {
  private position: ControlPosition | null = null;
  private applied: Record<string, readonly [version: number, atMs: number]> = {};
  private readAtMs = Number.NEGATIVE_INFINITY;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private saidAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | null = null;

  constructor(private readonly parts: ControlReaderParts) {}

  /** Null: not known, or not any more; then nothing is let in. Never waits. */
  current(): ControlPosition | null {
    const nowMs = this.parts.clock.nowMs();
    if (nowMs - this.askedAtMs >= CONTROLS_FRESH_MS) void this.refresh().catch(() => undefined);
    return nowMs - this.readAtMs <= CONTROLS_HELD_MS ? this.position : null;
  }

  /** Reads, applies and acknowledges; one at a time. */
  refresh(): Promise<void> {
    this.askedAtMs = this.parts.clock.nowMs();
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    const { clock, controls, modes, region } = this.parts;
    // what is read may be as old as the question
    const askedAtMs = clock.nowMs();
    const [records, { mode }] = await Promise.all([controls.list(), modes.get(region)]);
    const appliedAtMs = clock.nowMs();
    this.position = positionOf(records, boundOf(mode));
    this.readAtMs = askedAtMs;
    let news = false;
    for (const { name, version } of [...records, { name: MODE_NAME, version: mode.version }]) {
      if (version === 0 || this.applied[name]?.[0] === version) continue;
      this.applied[name] = [version, appliedAtMs];
      news = true;
    }
    if (news || appliedAtMs - this.saidAtMs >= SAID_AGAIN_MS) await this.acknowledge(appliedAtMs);
  }

  private async acknowledge(nowMs: number): Promise<void> {
    const { process, readers, role } = this.parts;
    const reading: ControlReading = { process, applied: this.applied };
    await readers.acknowledge(reading, role);
    this.saidAtMs = nowMs;
  }
}

/**
 * How a switch reaches the other region: each tells the other, once a second, all its switches and what its processes go by. The later
 * version wins on both sides, in whatever order they meet; so a switch that was set while the regions were cut off arrives after the
 * heal, and saying it twice changes nothing. What was heard last is kept: it is last known, and shown as that.
 */
import { controlOf, valueOf } from '../domain/control';
import type { ControlReading } from '../domain/control-acknowledgement';
import type { Mode } from '../domain/degraded-mode';
import { otherRegion, type Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { RegionLink } from '../ports/region-link';
import type { ControlReaderStore } from '../stores/control-readers';
import type { ControlRecord, ControlStore } from '../stores/controls';
import type { DegradedModeStore } from '../stores/degraded-modes';

/** What a region says of itself. */
export interface ControlReport {
  readonly records: readonly ControlRecord[];
  readonly readings: readonly ControlReading[];
  readonly mode: Mode;
}

/** What a region can be asked for over the link. */
export interface ControlSide {
  controls_exchange(input: { report: ControlReport }): Promise<ControlReport>;
}

export interface ControlExchangeParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly controls: Pick<ControlStore, 'list' | 'apply'>;
  readonly readers: Pick<ControlReaderStore, 'alive' | 'hear'>;
  readonly modes: Pick<DegradedModeStore, 'get'>;
  readonly link: RegionLink;
  newRequestId(): string;
}

const PATIENCE_MS = 1_500;

export class ControlExchange {
  constructor(private readonly parts: ControlExchangeParts) {}

  /** False: the other region did not answer. Whether it heard is unknown, and told again. */
  async tell(): Promise<boolean> {
    const { link, newRequestId } = this.parts;
    const answer = await link.call({
      method: 'controls_exchange',
      body: { report: await this.report() },
      remainingMs: PATIENCE_MS,
      requestId: newRequestId(),
      traceparent: '',
    });
    if (answer.kind !== 'answered') return false;
    await this.hear(answer.body as ControlReport);
    return true;
  }

  /** The other region's half. */
  readonly side: ControlSide = {
    controls_exchange: async ({ report }) => {
      await this.hear(report);
      return this.report();
    },
  };

  private async report(): Promise<ControlReport> {
    const { controls, modes, readers, region } = this.parts;
    const [records, readings, { mode }] = await Promise.all([controls.list(), readers.alive(), modes.get(region)]);
    return { records: records.filter(({ version }) => version > 0), readings, mode };
  }

  private async hear(report: ControlReport): Promise<void> {
    const { clock, controls, readers, region } = this.parts;
    const known = report.records.filter(isKnown);
    if (known.length > 0) await controls.apply(known);
    await readers.hear(otherRegion(region), report, clock.nowMs());
  }
}

/** A switch of a newer build is left until this one is replaced: it is told again then. */
function isKnown({ name, value }: ControlRecord): boolean {
  const control = controlOf(name);
  return control !== null && valueOf(control, value) !== null;
}

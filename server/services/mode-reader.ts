/** The mode of one region as the console shows it: what holds, why, what it rests on, what is missing, and each episode's report. */
import { type Acknowledgement, acknowledgementOf } from '../domain/control-acknowledgement';
import type { RampHolds } from '../domain/degraded-mode';
import { mergeNow, type PressureMeasures } from '../domain/pressure/pressure';
import { type PressureReading, readPressure } from '../domain/pressure/reading';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { AgreementRow, AgreementSampleStore } from '../stores/agreement-samples';
import type { BrokenGlass, BrokenGlassStore } from '../stores/broken-glasses';
import type { ControlReaderStore } from '../stores/control-readers';
import type { DegradedEpisodeStore, EpisodeChange, EpisodeFigures, EpisodeSummary } from '../stores/degraded-episodes';
import type { DegradedModeStore, ModeRecord } from '../stores/degraded-modes';
import type { ExitCheck, ExitCheckStore } from '../stores/exit-checks';
import type { PressureSampleStore } from '../stores/pressure-samples';
import { MODE_NAME } from './control-reader';

export interface ModeReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly modes: DegradedModeStore;
  readonly checks: Pick<ExitCheckStore, 'newest'>;
  readonly glasses: Pick<BrokenGlassStore, 'ofEpisode'>;
  readonly readers: Pick<ControlReaderStore, 'alive'>;
  readonly episodes: DegradedEpisodeStore;
  readonly agreements: Pick<AgreementSampleStore, 'rows'>;
  readonly samples: Pick<PressureSampleStore, 'samples'>;
  readonly holds: RampHolds;
}

export interface ModeView {
  readonly region: Region;
  readonly nowMs: number;
  readonly record: ModeRecord;
  /** How the episode began; null in normal. */
  readonly began: EpisodeChange | null;
  readonly check: ExitCheck | null;
  readonly glasses: readonly BrokenGlass[];
  readonly acknowledged: Acknowledgement;
  /** Of the last minute. */
  readonly measures: PressureMeasures;
  readonly reading: PressureReading;
  readonly holds: RampHolds;
  /** How many episodes this region has had. */
  readonly episodes: number;
  /** The newest one that is over. */
  readonly last: EpisodeSummary | null;
}

export interface EpisodeReport {
  readonly region: Region;
  readonly nowMs: number;
  readonly episodeId: string;
  readonly changes: readonly EpisodeChange[];
  readonly check: ExitCheck | null;
  readonly glasses: readonly BrokenGlass[];
  readonly figures: EpisodeFigures;
}

const MINUTE_MS = 60_000;
const EPISODES_SHOWN = 20;

export class ModeReader {
  constructor(private readonly parts: ModeReaderParts) {}

  async view(): Promise<ModeView> {
    const { clock, modes, readers, region, samples } = this.parts;
    const nowMs = clock.nowMs();
    const [record, alive, newest, episodes, taken] = await Promise.all([
      modes.get(region),
      readers.alive(),
      this.parts.episodes.newest(region, 2),
      this.parts.episodes.count(region),
      samples.samples(nowMs - MINUTE_MS, nowMs + 1_000),
    ]);
    const span = mergeNow(taken);
    const episodeId = record.mode.state === 'normal' ? null : record.mode.episodeId;
    return {
      region,
      nowMs,
      record,
      ...(await this.ofEpisode(episodeId)),
      acknowledged: acknowledgementOf(MODE_NAME, record.mode.version, alive),
      measures: span.measures,
      reading: readPressure(span, MINUTE_MS),
      holds: this.parts.holds,
      episodes,
      last: newest.find((each) => each.endedAtMs !== null) ?? null,
    };
  }

  newest(): Promise<EpisodeSummary[]> {
    return this.parts.episodes.newest(this.parts.region, EPISODES_SHOWN);
  }

  /** Null: this region was not in it. */
  async report(episodeId: string): Promise<EpisodeReport | null> {
    const { checks, clock, episodes, glasses, region } = this.parts;
    const [changes, check, broken] = await Promise.all([
      episodes.changes(region, episodeId),
      checks.newest(region, episodeId),
      glasses.ofEpisode(region, episodeId),
    ]);
    const [first] = changes;
    if (first === undefined) return null;
    const nowMs = clock.nowMs();
    const ended = changes.find(({ toState }) => toState === 'normal');
    const figures = await episodes.figures(first.changedAtMs, ended?.changedAtMs ?? nowMs);
    return { region, nowMs, episodeId, changes, check, glasses: broken, figures };
  }

  sample(sampleId: string): Promise<AgreementRow[]> {
    return this.parts.agreements.rows(sampleId);
  }

  private async ofEpisode(episodeId: string | null): Promise<Pick<ModeView, 'began' | 'check' | 'glasses'>> {
    if (episodeId === null) return { began: null, check: null, glasses: [] };
    const { checks, episodes, glasses, region } = this.parts;
    const [changes, check, broken] = await Promise.all([
      episodes.changes(region, episodeId),
      checks.newest(region, episodeId),
      glasses.ofEpisode(region, episodeId),
    ]);
    return { began: changes[0] ?? null, check, glasses: broken };
  }
}

/**
 * S13 and S15 where the evidence is not asked for: two people said so, by their own clicks, within the time; it opens the ramp and
 * nothing else, and a relapse uses it up.
 */
import type { Region } from '../../domain/ids';
import type { ModeRow } from '../memory/degraded-rows';
import type { Report } from './violation';

/** Written out once more, and what a click may take on its way. */
const GLASS_IS_OPEN_MS = 15 * 60_000 + 30_000;

export class GlassChecks {
  /** By glass: who clicked, and when last. */
  private readonly clicks = new Map<string, Map<string, number>>();
  /** By region: what stands for the evidence there. */
  private readonly stands = new Map<Region, string>();

  constructor(
    private readonly nowMs: () => number,
    private readonly report: Report,
  ) {}

  /** Somebody who may do so asked for the glass, or agreed to it. */
  onClick(glassId: string, person: string): void {
    const clicks = this.clicks.get(glassId) ?? new Map<string, number>();
    clicks.set(person, this.nowMs());
    this.clicks.set(glassId, clicks);
  }

  /** @returns whether this step out rests on a glass, which is judged here. */
  onStep(region: Region, before: ModeRow, after: ModeRow): boolean {
    if (after.change === 'glass_broken') {
      this.checkTwo(region, after.glassId ?? '');
      this.stands.set(region, after.episodeId ?? '');
      return true;
    }
    if (after.change === 'relapsed') this.stands.delete(region);
    return before.glassId !== null && this.stands.get(region) === before.episodeId;
  }

  private checkTwo(region: Region, glassId: string): void {
    const clicks = this.clicks.get(glassId.replace(/:(east|west)$/, '')) ?? new Map<string, number>();
    const recent = [...clicks.values()].filter((atMs) => this.nowMs() - atMs < GLASS_IS_OPEN_MS);
    if (recent.length < 2)
      this.report('S15', `${region} leaves its mode by ${glassId}, and ${clicks.size} of two people said so`);
  }
}

/** The episodes of both regions as one list: an episode that both were in is one row, from the first entry to the last return. */
import type { EpisodeRow } from './episodes-table';

interface RegionEpisodes {
  readonly region: string;
  /** Null: not reached. */
  readonly episodes: readonly Omit<EpisodeRow, 'regions'>[] | null;
}

export function episodeRows(regions: readonly RegionEpisodes[]): readonly EpisodeRow[] {
  const rows = new Map<string, EpisodeRow>();
  for (const { episodes, region } of regions)
    for (const episode of episodes ?? []) {
      const known = rows.get(episode.episodeId);
      rows.set(
        episode.episodeId,
        known === undefined ? { ...episode, regions: [region] } : both(known, episode, region),
      );
    }
  return [...rows.values()].toSorted((a, b) => b.enteredAtMs - a.enteredAtMs);
}

function both(known: EpisodeRow, other: Omit<EpisodeRow, 'regions'>, region: string): EpisodeRow {
  const first = known.enteredAtMs <= other.enteredAtMs ? known : other;
  return {
    ...first,
    regions: [...known.regions, region].toSorted(),
    endedAtMs: known.endedAtMs === null || other.endedAtMs === null ? null : Math.max(known.endedAtMs, other.endedAtMs),
    brokenGlass: known.brokenGlass || other.brokenGlass,
    stepsBack: known.stepsBack + other.stepsBack,
  };
}

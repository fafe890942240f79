/**
 * Whether a region goes by a switch. A region is acknowledged when every process of it that is alive has applied the version: a process
 * that was not seen admits nothing (it refuses until it has read again), so it cannot go by an older one.
 */

/** What one process applied: the version and when, for each name that was ever set. */
export interface ControlReading {
  readonly process: string;
  readonly applied: Readonly<Record<string, readonly [version: number, atMs: number]>>;
}

export type Acknowledgement =
  | { readonly kind: 'acknowledged'; readonly version: number; readonly atMs: number }
  /** Some process has it not yet. @property behind how many. */
  | { readonly kind: 'applying'; readonly behind: number; readonly lastVersion: number }
  /** No process of the region is alive: nothing is admitted there, and nobody acknowledges. */
  | { readonly kind: 'no_process' }
  /** The other region was not heard. @property lastVersion what it went by when it was; 0: as delivered. */
  | { readonly kind: 'not_reached'; readonly sinceMs: number | null; readonly lastVersion: number };

/** @param readings of the processes of the region that are alive. */
export function acknowledgementOf(name: string, version: number, readings: readonly ControlReading[]): Acknowledgement {
  if (readings.length === 0) return { kind: 'no_process' };
  const applied = readings.map(({ applied: each }) => each[name] ?? ([0, 0] as const));
  const behind = applied.filter(([each]) => each < version).length;
  if (behind > 0) return { kind: 'applying', behind, lastVersion: Math.min(...applied.map(([each]) => each)) };
  return { kind: 'acknowledged', version, atMs: Math.max(...applied.map(([, atMs]) => atMs)) };
}

/** The other region's readings as they were last heard: within the limit they are an answer, after it only what was last known. */
export function peerAcknowledgementOf(
  name: string,
  version: number,
  heard: { readonly heardAtMs: number; readonly readings: readonly ControlReading[] } | null,
  nowMs: number,
): Acknowledgement {
  if (heard === null) return { kind: 'not_reached', sinceMs: null, lastVersion: 0 };
  if (nowMs - heard.heardAtMs <= PEER_HEARD_MS) return acknowledgementOf(name, version, heard.readings);
  const versions = heard.readings.map(({ applied }) => applied[name]?.[0] ?? 0);
  return {
    kind: 'not_reached',
    sinceMs: heard.heardAtMs,
    lastVersion: versions.length === 0 ? 0 : Math.min(...versions),
  };
}

/** The regions tell each other about once a second: after this long the other one counts as not reached. */
export const PEER_HEARD_MS = 5_000;

/**
 * The faults that are in force now. The supervisor writes them to a file, because the region link
 * and the mailer live in other processes; these read it through `readDrillState()`, which looks at
 * the file at most ten times a second. No file, or no drills: everything is up.
 */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { linkCondition } from './link-conditions';

const workerState = z.enum(['running', 'stopped', 'paused']);
/** `previous`: a region's workers read messages, and say that they read them, as the build before the last evolution does. */
const readerBuild = z.enum(['newest', 'previous']);

export const drillStateSchema = z.strictObject({
  region_link: linkCondition,
  workers: z.strictObject({ east: workerState, west: workerState }),
  readers: z.strictObject({ east: readerBuild, west: readerBuild }),
  mail: z.enum(['up', 'down']),
});

export type DrillState = z.infer<typeof drillStateSchema>;

export const HEALTHY: DrillState = {
  region_link: 'up',
  workers: { east: 'running', west: 'running' },
  readers: { east: 'newest', west: 'newest' },
  mail: 'up',
};

const LOOK_EVERY_MS = 100;

/** A reader of the state file; `now` is in milliseconds and only rises. */
export function drillStateReader(file: string, now: () => number = () => performance.now()): () => DrillState {
  let state = HEALTHY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let seen = '';
  return () => {
    if (now() - lookedAt < LOOK_EVERY_MS) return state;
    lookedAt = now();
    const version = versionOf(file);
    if (version === seen) return state;
    seen = version;
    state = version === '' ? HEALTHY : (parse(file) ?? state);
    return state;
  };
}

export function writeDrillState(file: string, state: DrillState): void {
  mkdirSync(dirname(file), { recursive: true });
  // Renamed into place: a reader sees the old state or the new one, never half of one.
  writeFileSync(`${file}.new`, `${JSON.stringify(state)}\n`);
  renameSync(`${file}.new`, file);
}

function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}:${found.ino}:${found.size}` : '';
}

function parse(file: string): DrillState | null {
  try {
    return drillStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

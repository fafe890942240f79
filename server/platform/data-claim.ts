/**
 * One supervisor on one data folder, from its first moment: it claims the folder before it touches
 * anything in it. Otherwise a second start would take the first one's database for an orphan and stop it,
 * and a reset would delete what is being used. A claim whose process is gone counts for nothing.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { identify, isAlive, type ProcessIdentity } from './process-identity';

const claimSchema = z.object({ pid: z.number(), started: z.string(), port: z.number() });

export interface Claim extends ProcessIdentity {
  /** The east web's port, to tell a person where the other one is. */
  readonly port: number;
}

/** Claims the folder for this process. Returns null, or the living claim of another. */
export function claimDataDir(dataDir: string, port: number): Claim | null {
  const mine = identify(process.pid);
  if (mine === null) return null;
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(fileOf(dataDir), JSON.stringify({ ...mine, port } satisfies Claim), { flag: 'wx' });
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const held = readClaim(dataDir);
  if (held) return held;
  rmSync(fileOf(dataDir), { force: true });
  return claimDataDir(dataDir, port);
}

/** Who holds the folder now; null where nobody living does. */
export function readClaim(dataDir: string): Claim | null {
  try {
    const claim = claimSchema.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')));
    return claim.pid !== process.pid && isAlive(claim) ? claim : null;
  } catch {
    return null; // No file, or one that was cut off while it was written: its writer is gone.
  }
}

/** What a person is told who wanted to use the folder too. */
export function heldBy(claim: Claim, dataDir: string): string {
  return `Evident already runs on ${dataDir}: http://localhost:${claim.port} (process ${claim.pid}).`;
}

export function releaseDataDir(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

const fileOf = (dataDir: string) => join(dataDir, 'supervisor.json');

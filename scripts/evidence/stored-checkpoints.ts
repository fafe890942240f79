/** The evidence of the store that runs here against the checkpoints that were signed of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../server/config';
import { auditChain, type UnsignedRow } from '../../server/domain/evidence-checkpoint';
import { type Region, REGIONS } from '../../server/domain/region';
import { checkpointKey, PUBLIC_KEY_FILE } from '../../server/ports/checkpoint-seal';
import { writeOnceFolder } from '../../server/ports/write-once-folder';
import { type CheckpointVerdict, CheckpointVerifier, type FileFault } from '../../server/services/checkpoint-verifier';
import { evidenceCheckpointStore } from '../../server/stores/evidence-checkpoints';
import type { Sql } from '../../server/stores/sql';

export interface StoredCheckpoints {
  readonly verdict: CheckpointVerdict;
  readonly fingerprint: string;
}

/**
 * @param keyFile the public key; null: the one beside the checkpoints.
 * @returns null where nothing was signed yet.
 */
export async function storedCheckpoints(
  { checkpointDir }: Pick<Config, 'checkpointDir'>,
  databases: Readonly<Record<Region, Sql>>,
  keyFile: string | null = null,
): Promise<StoredCheckpoints | null> {
  const path = keyFile ?? join(checkpointDir, PUBLIC_KEY_FILE);
  if (keyFile === null && !existsSync(path)) return null;
  const key = checkpointKey(readFileSync(path, 'utf8'));
  const verifier = new CheckpointVerifier({
    regions: REGIONS.map((region) => ({ region, checkpoints: evidenceCheckpointStore(databases[region], region) })),
    files: writeOnceFolder(checkpointDir),
    key,
  });
  const verdict = await verifier.verify();
  return verdict === null ? null : { verdict, fingerprint: key.fingerprint };
}

export const checkpointsAreSound = ({ faults, unsigned }: CheckpointVerdict): boolean =>
  faults.length + unsigned.length === 0;

/** "evidence row 7 is not what was signed at 2026-11-28T04:12:33.000Z" */
export const unsignedWords = ({ chain, lookedAtMs, region, seq, why }: UnsignedRow): string =>
  `${chain === auditChain(region) ? 'entry' : 'evidence row'} ${seq} ${why === 'gone' ? 'is gone; it was' : 'is not what was'} signed at ${new Date(lookedAtMs).toISOString()}`;

export function faultWords({ file, why }: FileFault): string {
  switch (why) {
    case 'not_signed':
      return `${file}: changed, or not signed by this key`;
    case 'missing':
      return `${file}: the database knows of it, and it is not in the folder`;
    default:
      return why satisfies never;
  }
}

export const checkpointWords = ({ fingerprint, verdict: { files, rows } }: StoredCheckpoints): string =>
  `${rows} rows of evidence and audit in ${files} checkpoints, signed by the key ${fingerprint}`;

/** A pack's rows against what was signed of its order: needs the files and the key, and no store. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type UnsignedRow, unsignedRows } from '../../server/domain/evidence-checkpoint';
import type { EvidencePack } from '../../server/domain/evidence-pack/evidence-pack';
import { checkpointKey, PUBLIC_KEY_FILE } from '../../server/ports/checkpoint-seal';
import { writeOnceFolder } from '../../server/ports/write-once-folder';
import { signedCheckpoints } from '../../server/services/checkpoint-verifier';
import { unsignedWords } from './stored-checkpoints';

export interface PackAgainstCheckpoints {
  readonly sound: boolean;
  readonly text: string;
}

/** @throws Error when there is no such key or folder. */
export async function packAgainstCheckpoints(
  { records }: EvidencePack,
  folder: string,
  keyFile: string | null,
): Promise<PackAgainstCheckpoints> {
  const path = keyFile ?? join(folder, PUBLIC_KEY_FILE);
  if (!existsSync(path)) throw new Error(`${path}: expected the public key of the checkpoints`);
  const key = checkpointKey(readFileSync(path, 'utf8'));
  const orderId = records.order.order_id;
  const stored = new Map([[orderId, [records.evidence.map(({ hash }) => hash)]]]);
  const signed = new Set<number>();
  let [lastMs, first]: [number, UnsignedRow | null] = [0, null];
  for await (const { checkpoint, file } of signedCheckpoints(writeOnceFolder(folder), key)) {
    if (checkpoint === null)
      return { sound: false, text: `${file}: changed, or not signed by the key ${key.fingerprint}` };
    const rows = checkpoint.rows.filter((row) => row.chain === orderId);
    if (rows.length === 0) continue;
    for (const { seq } of rows) signed.add(seq);
    lastMs = Math.max(lastMs, checkpoint.lookedAtMs);
    const [row] = unsignedRows({ ...checkpoint, rows }, stored);
    if (row !== undefined && (first === null || row.seq < first.seq)) first = row;
  }
  if (first !== null) return { sound: false, text: unsignedWords(first) };
  return {
    sound: true,
    text: `${signed.size} of its ${records.evidence.length} rows are as they were signed${lastWords(lastMs)} (key ${key.fingerprint})`,
  };
}

const lastWords = (lastMs: number): string => (lastMs === 0 ? '' : `, the last at ${new Date(lastMs).toISOString()}`);

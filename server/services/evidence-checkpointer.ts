/**
 * Signs what evidence was recorded since the last time, and what was entered into the audit, and puts it into a file outside of the database. The file first, then the word of
 * it in the database: who dies between the two leaves a file that nobody counts, and the next one has its rows again.
 */
import { type EvidenceHash, checkpointLines } from '../domain/evidence-checkpoint';
import type { Region } from '../domain/region';
import type { CheckpointSeal } from '../ports/checkpoint-seal';
import type { WriteOnceFiles } from '../ports/write-once-files';
import type { CheckpointLook, EvidenceCheckpointStore } from '../stores/evidence-checkpoints';
import { sha256 } from './sha256';

export interface EvidenceCheckpointerParts {
  readonly region: Region;
  readonly checkpoints: Pick<EvidenceCheckpointStore, 'look' | 'record'>;
  readonly files: Pick<WriteOnceFiles, 'write'>;
  readonly seal: CheckpointSeal;
  /** `ROWS` when not given. */
  readonly rowsAtOnce?: number;
}

/** Rows of evidence in a file: some megabytes. */
const ROWS = 20_000;

export class EvidenceCheckpointer {
  /** What the last file had of what the next look reads again. */
  private signed: ReadonlySet<string> = new Set();
  private rowsAtOnce: number;

  constructor(private readonly parts: EvidenceCheckpointerParts) {
    this.rowsAtOnce = parts.rowsAtOnce ?? ROWS;
  }

  /** Returns how many rows were signed; `isMore`: some are left for the next round. */
  async checkpoint(): Promise<{ readonly signed: number; readonly isMore: boolean }> {
    const look = await this.parts.checkpoints.look(this.rowsAtOnce);
    const rows = look.rows.filter((row) => !this.signed.has(keyOf(row)));
    if (rows.length > 0) await this.sign(look, rows);
    // what is read again fills the whole look: one that is larger sees beyond it
    const isStuck = look.isCut && rows.length === 0;
    this.rowsAtOnce = isStuck ? this.rowsAtOnce * 2 : (this.parts.rowsAtOnce ?? ROWS);
    return { signed: rows.length, isMore: look.isCut };
  }

  private async sign(look: CheckpointLook, rows: readonly EvidenceHash[]): Promise<void> {
    const { checkpoints, files, region, seal } = this.parts;
    const { lookedAtMs, number, previous, watermarkMs } = look;
    const hashes = rows.map(({ chain, hash, seq }) => ({ chain, seq, hash }));
    const lines = checkpointLines({ region, number, lookedAtMs, previous, rows: hashes });
    const file = `${region}-${String(number).padStart(9, '0')}-${sha256(lines.join('\n')).slice(0, 12)}.jsonl`;
    const written = await files.write(file, [...lines, JSON.stringify({ signature: seal.sign(lines) })]);
    await checkpoints.record(look, { rows: rows.length, file, sha256: written.sha256 });
    this.signed = new Set(look.rows.filter(({ recordedAtMs }) => recordedAtMs >= watermarkMs).map(keyOf));
  }
}

const keyOf = ({ chain, seq }: EvidenceHash): string => `${chain}|${seq}`;

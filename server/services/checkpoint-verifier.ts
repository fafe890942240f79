/** Holds the evidence of both regions against what was signed of it, and the files against the database's own word of them. */
import { type EvidenceCheckpoint, readCheckpoint, type UnsignedRow, unsignedRows } from '../domain/evidence-checkpoint';
import type { Region } from '../domain/region';
import type { CheckpointKey } from '../ports/checkpoint-seal';
import type { WriteOnceFiles } from '../ports/write-once-files';
import type { EvidenceCheckpointStore } from '../stores/evidence-checkpoints';

export interface CheckpointVerifierParts {
  readonly regions: readonly {
    readonly region: Region;
    readonly checkpoints: Pick<EvidenceCheckpointStore, 'list' | 'hashes'>;
  }[];
  readonly files: Pick<WriteOnceFiles, 'names' | 'read'>;
  readonly key: CheckpointKey;
}

export type FileFault =
  /** Changed, or signed by somebody else. */
  | { readonly file: string; readonly why: 'not_signed' }
  /** The database knows it, and it is not in the folder. */
  | { readonly file: string; readonly why: 'missing' };

export interface CheckpointVerdict {
  readonly files: number;
  readonly rows: number;
  readonly faults: readonly FileFault[];
  /** Of each chain the first that is not what was signed. */
  readonly unsigned: readonly UnsignedRow[];
}

const SIGNATURE = /^\{"signature":"([A-Za-z0-9+/=]{1,200})"\}$/;
const CHAINS_AT_ONCE = 1_000;
const PAGE = 1_000;

/** Every checkpoint of a folder, oldest name first; null: it was changed, or signed by somebody else. */
export async function* signedCheckpoints(
  files: Pick<WriteOnceFiles, 'names' | 'read'>,
  key: CheckpointKey,
): AsyncGenerator<{ readonly file: string; readonly checkpoint: EvidenceCheckpoint | null }> {
  for (const file of (await files.names()) ?? []) {
    if (!file.endsWith('.jsonl')) continue;
    const lines = (await files.read(file))?.lines ?? [];
    const signature = SIGNATURE.exec(lines.at(-1) ?? '')?.[1];
    const signed = lines.slice(0, -1);
    const isSigned = signature !== undefined && key.isSigned(signed, signature);
    yield { file, checkpoint: isSigned ? readCheckpoint(signed) : null };
  }
}

export class CheckpointVerifier {
  constructor(private readonly parts: CheckpointVerifierParts) {}

  /** Null: there is no folder of checkpoints, so nothing can be said. */
  async verify(): Promise<CheckpointVerdict | null> {
    const { files, key } = this.parts;
    if ((await files.names()) === null) return null;
    const names = new Set<string>();
    const faults: FileFault[] = [];
    const unsigned = new Map<string, UnsignedRow>();
    let rows = 0;
    for await (const { file, checkpoint } of signedCheckpoints(files, key)) {
      names.add(file);
      if (checkpoint === null) {
        faults.push({ file, why: 'not_signed' });
        continue;
      }
      rows += checkpoint.rows.length;
      for (const row of await this.compare(checkpoint)) {
        const known = unsigned.get(row.chain);
        if (known === undefined || known.seq > row.seq) unsigned.set(row.chain, row);
      }
    }
    faults.push(...(await this.missing(names)));
    return { files: names.size, rows, faults, unsigned: [...unsigned.values()] };
  }

  private async compare(checkpoint: EvidenceCheckpoint): Promise<UnsignedRow[]> {
    const chains = [...new Set(checkpoint.rows.map(({ chain }) => chain))];
    const stored = new Map<string, string[][]>();
    for (let from = 0; from < chains.length; from += CHAINS_AT_ONCE)
      for (const { checkpoints } of this.parts.regions)
        for (const [chain, hashes] of await checkpoints.hashes(chains.slice(from, from + CHAINS_AT_ONCE)))
          stored.set(chain, [...(stored.get(chain) ?? []), hashes]);
    return unsignedRows(checkpoint, stored);
  }

  private async missing(names: ReadonlySet<string>): Promise<FileFault[]> {
    const faults: FileFault[] = [];
    for (const { checkpoints } of this.parts.regions)
      for (let after = 0, page = PAGE; page === PAGE; ) {
        const known = await checkpoints.list(after, PAGE);
        faults.push(
          ...known.filter(({ file }) => !names.has(file)).map(({ file }) => ({ file, why: 'missing' as const })),
        );
        page = known.length;
        after = known.at(-1)?.number ?? after;
      }
    return faults;
  }
}

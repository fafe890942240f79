/**
 * A checkpoint of evidence and audit: the hashes of the rows that were recorded since the one before it, signed, in a file that is not in the
 * database. A chain that somebody computes anew as a whole follows from itself, and a database that was set back has no gap; neither is
 * what was signed.
 */
import { type Region, REGIONS } from './region';

export interface EvidenceHash {
  /** The order whose evidence it is, or a region's audit: `auditChain`. */
  readonly chain: string;
  readonly seq: number;
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

export interface EvidenceCheckpoint {
  readonly region: Region;
  /** From 1, one more for each. */
  readonly number: number;
  readonly lookedAtMs: number;
  /** SHA-256 of the file before it; null: it is the first. */
  readonly previous: string | null;
  /** Chain by chain, in the order of `seq`. */
  readonly rows: readonly EvidenceHash[];
}

/** A row that is not what was signed: `gone`, or there with another hash. */
export interface UnsignedRow extends EvidenceHash {
  readonly why: 'gone' | 'differs';
  /** When it was signed, and by whose worker. */
  readonly lookedAtMs: number;
  readonly region: Region;
}

/** By which a region's audit is told from an order. */
export const auditChain = (region: Region): string => `audit:${region}`;

const HASH = /^[0-9a-f]{64}$/;

/** What is signed: a head, and a line for each run of one chain's rows: `["ord_…", first seq, hash, hash, …]`. */
export function checkpointLines({ rows, ...head }: EvidenceCheckpoint): string[] {
  const runs: [string, number, ...string[]][] = [];
  for (const { hash, chain, seq } of rows) {
    const run = runs.at(-1);
    if (run !== undefined && run[0] === chain && run[1] + run.length - 2 === seq) run.push(hash);
    else runs.push([chain, seq, hash]);
  }
  return [JSON.stringify({ ...head, rows: rows.length }), ...runs.map((run) => JSON.stringify(run))];
}

/** Null: these are not the lines of a checkpoint. */
export function readCheckpoint(lines: readonly string[]): EvidenceCheckpoint | null {
  const [first, ...runs] = lines.map(parsed);
  if (!isHead(first)) return null;
  const rows: EvidenceHash[] = [];
  for (const run of runs) {
    if (!isRun(run)) return null;
    const [chain, from, ...hashes] = run;
    for (const [n, hash] of hashes.entries()) rows.push({ chain, seq: from + n, hash });
  }
  return rows.length === first.rows ? { ...first, rows } : null;
}

/**
 * The first row of each chain that is not what was signed.
 * @param stored of each chain its hashes by `seq`, from 1; an order that is handed over may have two sides for a moment, and either will do.
 */
export function unsignedRows(
  { lookedAtMs, region, rows }: EvidenceCheckpoint,
  stored: ReadonlyMap<string, readonly (readonly string[])[]>,
): UnsignedRow[] {
  const first = new Map<string, UnsignedRow>();
  for (const row of rows) {
    const { hash, chain, seq } = row;
    if (first.has(chain)) continue;
    const there = (stored.get(chain) ?? []).map((hashes) => hashes[seq - 1]).filter((each) => each !== undefined);
    if (there.includes(hash)) continue;
    first.set(chain, { ...row, why: there.length === 0 ? 'gone' : 'differs', lookedAtMs, region });
  }
  return [...first.values()];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

type Head = Omit<EvidenceCheckpoint, 'rows'> & { readonly rows: number };

function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null) return false;
  const { lookedAtMs, number, previous, region, rows } = value as Partial<Record<keyof Head, unknown>>;
  return (
    REGIONS.some((each) => each === region) &&
    [number, lookedAtMs, rows].every(Number.isSafeInteger) &&
    (previous === null || (typeof previous === 'string' && HASH.test(previous)))
  );
}

const isRun = (value: unknown): value is [string, number, ...string[]] =>
  Array.isArray(value) &&
  value.length > 2 &&
  typeof value[0] === 'string' &&
  Number.isSafeInteger(value[1]) &&
  value[1] >= 1 &&
  value.slice(2).every((hash) => typeof hash === 'string' && HASH.test(hash));

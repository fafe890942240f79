/** Which rows of evidence and of the audit were recorded since the last checkpoint, which checkpoints there are, and what the rows say now. */
import { auditChain, type EvidenceHash } from '../domain/evidence-checkpoint';
import type { Region } from '../domain/region';
import { epochMs, instant, type Sql } from './sql';
import { watermark } from './watermark';

export interface CheckpointLook {
  readonly number: number;
  readonly lookedAtMs: number;
  /** SHA-256 of the newest checkpoint's file. */
  readonly previous: string | null;
  /** Some of them may have been in the one before. */
  readonly rows: readonly (EvidenceHash & { readonly recordedAtMs: number })[];
  /** There are more than were asked for. */
  readonly isCut: boolean;
  readonly watermarkMs: number;
  readonly nextXid: string;
  /** The last entry of the audit that is in `rows`, or was signed before. */
  readonly auditSeq: string;
}

export interface CheckpointRecord {
  readonly number: number;
  readonly lookedAtMs: number;
  readonly rows: number;
  readonly file: string;
  readonly sha256: string;
}

export interface EvidenceCheckpointStore {
  look(limit: number): Promise<CheckpointLook>;
  /** False: another one has this number. */
  record(look: CheckpointLook, made: Pick<CheckpointRecord, 'rows' | 'file' | 'sha256'>): Promise<boolean>;
  /** After this number, oldest first. */
  list(afterNumber: number, limit: number): Promise<CheckpointRecord[]>;
  /** Of these chains, as they are here: hashes by `seq`, from 1. A chain that is not here is left out. */
  hashes(chains: readonly string[]): Promise<Map<string, string[]>>;
}

/** For the metrics: how old the oldest evidence is that nobody signed yet, in seconds. 0: all is signed. */
export async function unsignedEvidenceSeconds(sql: Sql, region: string): Promise<number> {
  const rows = await sql.rows<{ seconds: number }>(
    'evidence_unsigned',
    `select coalesce(extract(epoch from now() - min(e.recorded_at)), 0)::float8 as seconds from orders.evidence e
     where e.recorded_at > coalesce((select max(c.looked_at) from operations.evidence_checkpoints c where c.region = $1), '-infinity')`,
    [region],
  );
  return Math.max(0, rows[0]?.seconds ?? 0);
}

/** Longer than the clock is read before a transaction has its number. */
const OVERLAP_MS = 5_000;

export function evidenceCheckpointStore(sql: Sql, region: Region): EvidenceCheckpointStore {
  return {
    async look(limit) {
      const [row] = await sql.rows<CheckpointLook>('checkpoint_look', LOOK, [
        region,
        OVERLAP_MS,
        limit,
        auditChain(region),
      ]);
      if (row === undefined) throw new Error('a look has one row');
      return row;
    },
    async record({ auditSeq, lookedAtMs, nextXid, number, watermarkMs }, { file, rows, sha256 }) {
      const kept = await sql.rows(
        'checkpoint_record',
        `insert into operations.evidence_checkpoints (region, number, looked_at, watermark, next_xid, rows, file, sha256, audit_seq)
         values ($1, $2, ${instant('$3')}, ${instant('$4')}, $5, $6, $7, decode($8, 'hex'), $9) on conflict do nothing returning 1`,
        [region, number, lookedAtMs, watermarkMs, nextXid, rows, file, sha256, auditSeq],
      );
      return kept.length === 1;
    },
    list: (afterNumber, limit) =>
      sql.rows<CheckpointRecord>(
        'checkpoint_list',
        `select number, ${epochMs('looked_at')} as "lookedAtMs", rows, file, encode(sha256, 'hex') as sha256 from operations.evidence_checkpoints
         where region = $1 and number > $2 order by number limit $3`,
        [region, afterNumber, limit],
      ),
    async hashes(chains) {
      const rows = await sql.rows<{ chain: string; seqs: number[]; hashes: string[] }>(
        'checkpoint_hashes',
        `select order_id as chain, array_agg(seq order by seq) as seqs, array_agg(encode(hash, 'hex') order by seq) as hashes from orders.evidence
         where order_id = any($1) group by order_id
         union all select $2, array_agg(seq::int order by seq), array_agg(encode(hash, 'hex') order by seq) from operations.audit
         where $2 = any($1) having count(*) > 0`,
        [chains, auditChain(region)],
      );
      return new Map(rows.map(({ chain, hashes, seqs }) => [chain, bySeq(seqs, hashes)]));
    },
  };
}

/** A row that was taken away leaves its place empty. */
function bySeq(seqs: readonly number[], hashes: readonly string[]): string[] {
  const placed: string[] = [];
  for (const [n, seq] of seqs.entries()) placed[seq - 1] = hashes[n] ?? '';
  return placed;
}

/*
 * Read only: what is recorded meanwhile comes with the next one. Where nothing is known of transactions that still run, an hour is further
 * back than any of them began. A cut look is continued from its last row, whose instant is read again.
 * What came with a shard keeps its instant, and its old owner may not have come to sign the last of it: it is read from some minutes before
 * that hand-over on, in the looks after it was accepted.
 * Entries of the audit are committed one after the other, so their numbers have no gap behind a look.
 */
const LOOK = `
with ${watermark('operations.evidence_checkpoints', 'looked_at', '$2')}, came as (
  select min(h.started_at) - interval '5 minutes' as since from orders.hand_overs h
  where h.side = 'to' and h.accepted_epoch is not null and h.step_at >= (select looked_at from last) - interval '2 minutes'
), recent as materialized (
  select e.order_id, e.seq, e.hash, e.recorded_at from orders.evidence e
  where e.recorded_at >= coalesce(least((select from_then from mark), (select since from came)), '-infinity') and e.recorded_at < now() + interval '1 day'
  order by e.recorded_at limit $3
), counted as (
  select count(*) >= $3 as is_cut, max(recorded_at) as newest from recent
), entered as materialized (
  select a.seq, a.hash, a.at from operations.audit a where a.seq > coalesce((select audit_seq from last), 0) order by a.seq limit $3
), hashes as (
  select order_id as chain, seq, hash, recorded_at from recent union all select $4, seq, hash, at from entered
)
select coalesce((select number from last), 0) + 1 as number, ${epochMs("date_trunc('milliseconds', now())")} as "lookedAtMs",
  (select encode(sha256, 'hex') from last) as previous, s.next::text as "nextXid", c.is_cut as "isCut",
  ${epochMs("least(case when c.is_cut then c.newest end, coalesce(m.next_from, now() - interval '1 hour'))")} as "watermarkMs",
  coalesce((select max(seq) from entered), (select audit_seq from last), 0)::text as "auditSeq",
  coalesce((select json_agg(json_build_object('chain', h.chain, 'seq', h.seq, 'hash', encode(h.hash, 'hex'),
    'recordedAtMs', ${epochMs('h.recorded_at')}) order by h.chain, h.seq) from hashes h), '[]') as rows
from mark m, seen s, counted c`;

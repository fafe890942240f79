/**
 * The chain over one order's evidence: each row's hash covers its own fields and the hash before it, so that nothing witnessed
 * can be changed, removed, swapped or slipped in without being found. The database's trigger computes the same text.
 * The hash function is handed in: this file is the same in the server, the browser and the offline verifier.
 */
import type { EvidenceRow } from './evidence';

/** Before the first row. */
export const GENESIS_HASH = '0'.repeat(64);

const SEPARATOR = '\x1f';
const FIELDS = 19;
/** It has no UTF-8 of its own: hashed, it would look like U+FFFD. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** SHA-256 of the UTF-8 text, lower-case hexadecimal. */
export type Sha256 = (text: string) => string;

export type ChainVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: string }
  /** The first row that does not follow from the ones before it. */
  | { readonly ok: false; readonly seq: number; readonly why: ChainFault };

/** `ambiguous`: a field holds the separator or half a character, so that two different rows could have the same text. */
export type ChainFault =
  | 'seq_gap'
  | 'other_order'
  | 'prev_hash_differs'
  | 'hash_differs'
  | 'detail_differs'
  | 'ambiguous';

/** The row as it is hashed; null is the empty text. */
export function canonicalText(row: EvidenceRow): string {
  return [
    row.orderId,
    row.seq,
    row.prevHash,
    row.lane,
    row.kind,
    row.observedAtMs,
    row.recordedAtMs,
    row.region,
    row.requestId,
    row.traceId,
    row.paymentOperation,
    row.messageId,
    row.providerReference,
    row.actor,
    row.ownerEpoch,
    row.orderVersion,
    row.attempt,
    row.replayed,
    row.detailJson,
  ]
    .map((field) => (field === null ? '' : String(field)))
    .join(SEPARATOR);
}

/** @param rows every row of one order, in the order of `seq`. A cut-off tail is only found against a known `head`. */
export function verifyChain(rows: readonly EvidenceRow[], sha256: Sha256, head?: string): ChainVerdict {
  let prevHash = GENESIS_HASH;
  for (const [i, row] of rows.entries()) {
    const why = faultOf(row, i + 1, rows[0]?.orderId ?? row.orderId, prevHash, sha256);
    if (why !== null) return { ok: false, seq: row.seq, why };
    prevHash = row.hash;
  }
  if (head !== undefined && head !== prevHash) return { ok: false, seq: rows.length + 1, why: 'hash_differs' };
  return { ok: true, rows: rows.length, head: prevHash };
}

function faultOf(row: EvidenceRow, seq: number, orderId: string, prevHash: string, sha256: Sha256): ChainFault | null {
  if (row.orderId !== orderId) return 'other_order';
  if (row.seq !== seq) return 'seq_gap';
  if (row.prevHash !== prevHash) return 'prev_hash_differs';
  const text = canonicalText(row);
  if (row.hash !== sha256(text)) return 'hash_differs';
  if (text.split(SEPARATOR).length !== FIELDS || LONE_SURROGATE.test(text)) return 'ambiguous';
  return sameDetail(row) ? null : 'detail_differs';
}

/** The facts that people are shown must be the ones that were hashed. */
function sameDetail(row: EvidenceRow): boolean {
  try {
    return sorted(JSON.parse(row.detailJson)) === sorted(row.detail);
  } catch {
    return false;
  }
}

function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

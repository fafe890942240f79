/**
 * Is this pack what was recorded? The chain is followed first, because it names the row; then the records against what the rows
 * witnessed; then the digests, which name the section; last the figures that somebody kept outside the file, without which a pack
 * that was computed anew as a whole cannot be told from a true one.
 */
import { type ChainFault, type Sha256, verifyChain } from '../evidence-chain';
import {
  type EvidencePack,
  fileDigest,
  headOf,
  PACK_SECTIONS,
  type PackSection,
  recordsDigest,
  sectionDigests,
} from './evidence-pack';
import { contradictionIn } from './contradiction';
import { evidenceOf } from './standing';

/** Kept outside the file: on the printed page, in a checkpoint. Null: not known. */
export interface KnownFigures {
  readonly head: string | null;
  readonly recordsDigest: string | null;
}

export const NOTHING_KNOWN: KnownFigures = { head: null, recordsDigest: null };

export type PackFault =
  /** The first row that does not follow from the ones before it: where it stands, from 1, and the number that it bears. */
  | { readonly kind: 'row'; readonly position: number; readonly seq: number; readonly why: ChainFault }
  /** The pack's head is not the hash of its last row. */
  | { readonly kind: 'head'; readonly rows: number }
  /** A record says what the rows of evidence, or another record, say otherwise. */
  | { readonly kind: 'contradiction'; readonly text: string }
  | { readonly kind: 'section'; readonly section: PackSection }
  | { readonly kind: 'digest'; readonly of: 'records' | 'file' }
  | { readonly kind: 'other_head'; readonly known: string }
  | { readonly kind: 'other_digest'; readonly known: string };

export type PackVerdict = { readonly ok: true } | { readonly ok: false; readonly fault: PackFault };

/** Pure, and the same wherever it runs: the hash function is handed in. */
export function verifyPack(pack: EvidencePack, sha256: Sha256, known: KnownFigures = NOTHING_KNOWN): PackVerdict {
  const fault = rowFault(pack, sha256) ?? recordFault(pack, sha256) ?? knownFault(pack, known);
  return fault === null ? { ok: true } : { ok: false, fault };
}

function rowFault({ head, records }: EvidencePack, sha256: Sha256): PackFault | null {
  const rows = evidenceOf(records.order.order_id, records.evidence);
  const verdict = verifyChain(rows, sha256);
  if (!verdict.ok) {
    const { seq, why } = verdict;
    // a row that bears its place's number fails by its own fields
    const position = why === 'seq_gap' ? rows.findIndex((row, i) => row.seq !== i + 1) + 1 : seq;
    return { kind: 'row', position, seq, why };
  }
  return head === headOf(records) ? null : { kind: 'head', rows: rows.length };
}

function recordFault(pack: EvidencePack, sha256: Sha256): PackFault | null {
  const text = contradictionIn(pack.records);
  if (text !== null) return { kind: 'contradiction', text };
  const digests = sectionDigests(pack.records, sha256);
  const section = PACK_SECTIONS.find((each) => digests[each] !== pack.digests[each]);
  if (section !== undefined) return { kind: 'section', section };
  if (pack.records_digest !== recordsDigest(pack, sha256)) return { kind: 'digest', of: 'records' };
  return pack.file_digest === fileDigest(pack, sha256) ? null : { kind: 'digest', of: 'file' };
}

function knownFault({ head, records_digest }: EvidencePack, known: KnownFigures): PackFault | null {
  if (known.head !== null && known.head !== head) return { kind: 'other_head', known: known.head };
  if (known.recordsDigest !== null && known.recordsDigest !== records_digest)
    return { kind: 'other_digest', known: known.recordsDigest };
  return null;
}

/** A pack against one that was made of the same order now: what the store has of it, and since when they differ. */
import { type EvidencePack, PACK_SECTIONS, type PackSection } from './evidence-pack';

export type PackComparison =
  /** The first row that the store has not, or has otherwise; from 1. */
  | { readonly kind: 'other_evidence'; readonly position: number }
  /** The pack's rows are the store's first ones; the order has moved on since, so the rest is not compared. */
  | { readonly kind: 'older'; readonly rowsSince: number }
  /** A record that is never rewritten differs, though no evidence came since. */
  | { readonly kind: 'other_records'; readonly sections: readonly PackSection[] }
  /** `moved`: sections that differ and may move without evidence, as a mail that was sent does. */
  | { readonly kind: 'same'; readonly moved: readonly PackSection[] };

const NEVER_REWRITTEN: readonly PackSection[] = ['lines', 'transitions', 'evidence'];

/** @param now made from the store. Both are sound by themselves. */
export function compareWithStore(pack: EvidencePack, now: EvidencePack): PackComparison {
  const [rows, stored] = [pack.records.evidence, now.records.evidence];
  const other = rows.findIndex((row, i) => row.hash !== stored[i]?.hash);
  if (other !== -1) return { kind: 'other_evidence', position: other + 1 };
  if (stored.length > rows.length) return { kind: 'older', rowsSince: stored.length - rows.length };
  const differing = PACK_SECTIONS.filter((section) => pack.digests[section] !== now.digests[section]);
  const rewritten = differing.filter((section) => NEVER_REWRITTEN.includes(section));
  return rewritten.length > 0 ? { kind: 'other_records', sections: rewritten } : { kind: 'same', moved: differing };
}

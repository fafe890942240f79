/** What the verifier found, in words: where it is and what is wrong with it. */
import type { ChainFault } from '../../server/domain/evidence-chain';
import type { EvidencePack } from '../../server/domain/evidence-pack/evidence-pack';
import type { PackComparison } from '../../server/domain/evidence-pack/comparison';
import type { PackFault } from '../../server/domain/evidence-pack/verdict';

const ROW_FAULTS: Readonly<Record<ChainFault, string>> = {
  seq_gap: 'its number does not follow: a row was removed, added or moved',
  other_order: 'it belongs to another order',
  prev_hash_differs: 'it does not follow from the row before it, as that row stands here',
  hash_differs: 'its own fields are not what was hashed',
  detail_differs: 'its detail is not what was hashed',
  ambiguous: 'a field holds what no recorded text can hold, so that two rows could look alike',
};

export function faultWords(fault: PackFault): string {
  switch (fault.kind) {
    case 'row': {
      const { position, seq, why } = fault;
      return `row ${position}${seq === position ? '' : `, which bears the number ${seq}`}: ${ROW_FAULTS[why]}`;
    }
    case 'head':
      return `after row ${fault.rows}: rows were cut off, or the head was changed`;
    case 'contradiction':
      return fault.text;
    case 'section':
      return `${fault.section}: not what was digested; something in it was changed, added, removed or moved`;
    case 'digest':
      return `${fault.of === 'records' ? 'records_digest' : 'file_digest, or made'}: not what was digested`;
    case 'other_head':
      return `its head is not ${fault.known}: another chain, an older or a newer pack, or one whose rows were all hashed anew`;
    case 'other_digest':
      return `the digest of its records is not ${fault.known}: other records, an older or a newer pack, or one that was digested anew`;
    default:
      return fault satisfies never;
  }
}

export function soundWords({ head, made, records, records_digest }: EvidencePack): string {
  const { evidence, order } = records;
  return [
    `${order.order_id} is sound: ${evidence.length} rows, ${order.state} at version ${order.version}, made ${made.at} by ${made.by}`,
    `  head     ${head}`,
    `  records  ${records_digest}`,
  ].join('\n');
}

export function comparisonWords(comparison: PackComparison): { readonly sound: boolean; readonly text: string } {
  switch (comparison.kind) {
    case 'other_evidence':
      return { sound: false, text: `row ${comparison.position}: the database does not have it, or has another` };
    case 'older':
      return {
        sound: true,
        text: `the database has these rows and ${comparison.rowsSince} since; an older pack's other records are not compared`,
      };
    case 'other_records':
      return {
        sound: false,
        text: `${comparison.sections.join(', ')}: the database has other ones, and they are never rewritten`,
      };
    case 'same':
      return {
        sound: true,
        text:
          comparison.moved.length === 0
            ? 'the database says the same, in every section'
            : `the database has the same rows; these sections differ and may have moved since: ${comparison.moved.join(', ')}`,
      };
    default:
      return comparison satisfies never;
  }
}

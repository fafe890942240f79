/** Changes of a pack that more than one hand makes: to one row, to the list of rows, to another record. */
import type { EvidencePack } from '../../../server/domain/evidence-pack/evidence-pack';
import type { RecordedEvidence } from '../../../server/domain/recorded-evidence';
import { changeLeaf, changed, copyOf, type Dice, type Json, leavesOf } from './hands';

export interface Tampering {
  readonly json: string;
  /** The row that must be named, by its place; null: another place, or none. */
  readonly position: number | null;
}

export interface TamperingKind {
  readonly says: string;
  /** Found only against the head, or the digest of the records, as it was kept elsewhere. */
  readonly against: 'nothing' | 'head' | 'digest';
  tamper(pack: EvidencePack, dice: Dice): Tampering;
}

export type RowChange = (row: RecordedEvidence, dice: Dice) => RecordedEvidence;

export const file = (pack: unknown, position: number | null = null): Tampering => ({
  json: JSON.stringify(pack),
  position,
});
export const asJson = (pack: EvidencePack): { [key: string]: Json } =>
  copyOf(pack) as unknown as { [key: string]: Json };
export const rowsOf = (pack: EvidencePack): readonly RecordedEvidence[] => pack.records.evidence;
export const idOf = (pack: EvidencePack): string => pack.records.order.order_id;

export const withRows = (pack: EvidencePack, evidence: readonly RecordedEvidence[]): EvidencePack => ({
  ...pack,
  records: { ...pack.records, evidence },
});

/** @param spared how many of the last rows stay as they are. */
export function changedRow(pack: EvidencePack, dice: Dice, change: RowChange, spared = 0): [EvidencePack, at: number] {
  const at = dice.roll(rowsOf(pack).length - spared);
  const rows = rowsOf(pack).map((row, i) => (i === at ? change(row, dice) : row));
  return [withRows(pack, rows), at];
}

/** One fact inside a row's detail. */
export function changedDetail(row: RecordedEvidence, dice: Dice): RecordedEvidence {
  const detail = JSON.parse(row.detail_json) as { [key: string]: Json };
  const leaves = leavesOf(detail);
  if (leaves.length === 0) detail.added = 1;
  else changeLeaf(dice.pick(leaves), dice);
  return { ...row, detail_json: JSON.stringify(detail) };
}

/** A witnessed fact of a row, never its link: what somebody changes who then hashes it anew. */
export function changedFact(row: RecordedEvidence, dice: Dice): RecordedEvidence {
  const facts = ['lane', 'kind', 'observed_at_ms', 'recorded_at_ms', 'actor', 'region', 'replayed'] as const;
  const key = dice.pick(facts);
  return dice.roll(2) === 0 ? changedDetail(row, dice) : { ...row, [key]: changed(row[key], dice) };
}

export const without = (pack: EvidencePack, at: number): EvidencePack =>
  withRows(
    pack,
    rowsOf(pack).filter((_, i) => i !== at),
  );

export const cutTail = (pack: EvidencePack, dice: Dice): EvidencePack =>
  withRows(pack, rowsOf(pack).slice(0, dice.roll(rowsOf(pack).length)));

export function swappedRows(pack: EvidencePack, dice: Dice): [EvidencePack, first: number] {
  const count = rowsOf(pack).length;
  const a = dice.roll(count);
  const b = (a + 1 + dice.roll(count - 1)) % count;
  const rows = rowsOf(pack).map((row, i) => (i === a ? rowsOf(pack)[b] : i === b ? rowsOf(pack)[a] : row) ?? row);
  return [withRows(pack, rows), Math.min(a, b)];
}

/** A field of any record that is no row of evidence, however deep. */
export function changedRecord(pack: EvidencePack, dice: Dice): EvidencePack {
  const tampered = asJson(pack);
  const { evidence: _, ...others } = tampered.records as { [key: string]: Json };
  changeLeaf(dice.pick(leavesOf(others)), dice);
  return tampered as unknown as EvidencePack;
}

/** A field of a record that the rows, or another record, say otherwise. */
export function contradicted(pack: EvidencePack, dice: Dice): EvidencePack {
  const tampered = asJson(pack);
  const records = tampered.records as { [key: string]: Json };
  const { lines, operations, order, transitions } = records as { [key: string]: { [key: string]: Json } };
  const each = (list: Json | undefined, ...keys: string[]) =>
    Object.values(list ?? {}).flatMap((holder) => keys.map((key) => [holder, key] as const));
  const [holder, key] = dice.pick([
    ...each([order ?? null], 'state', 'version', 'total_minor', 'currency'),
    ...each(transitions, 'version', 'to_state'),
    ...each(lines, 'quantity', 'unit_price_minor'),
    ...each([operations?.[0] ?? null], 'amount_minor', 'currency'),
  ]);
  changeLeaf({ holder: holder as { [key: string]: Json }, key }, dice);
  return tampered as unknown as EvidencePack;
}

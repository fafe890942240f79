/** Tamperings by somebody who leaves the digests as they were. Each is found in the file alone. */
import type { EvidencePack } from '../../../server/domain/evidence-pack/evidence-pack';
import type { RecordedEvidence } from '../../../server/domain/recorded-evidence';
import {
  asJson,
  changedDetail,
  changedFact,
  changedRecord,
  changedRow,
  contradicted,
  cutTail,
  file,
  idOf,
  type RowChange,
  rowsOf,
  swappedRows,
  type Tampering,
  type TamperingKind,
  without,
  withRows,
} from './changes';
import { changeLeaf, changed, copyOf, type Dice, type Json, leavesOf, objectsOf, ownHash, rehashed } from './hands';

const kind = (says: string, tamper: TamperingKind['tamper']): TamperingKind => ({ says, against: 'nothing', tamper });

/** The row that was changed is the one to be named. */
const rowKind = (says: string, change: RowChange): TamperingKind =>
  kind(says, (pack, dice) => {
    const [tampered, at] = changedRow(pack, dice, change);
    return file(tampered, at + 1);
  });

const recordKind = (says: string, change: (records: { [key: string]: Json }, dice: Dice) => void): TamperingKind =>
  kind(says, (pack, dice) => {
    const tampered = asJson(pack);
    change(tampered.records as { [key: string]: Json }, dice);
    return file(tampered);
  });

function changedField(row: RecordedEvidence, dice: Dice): RecordedEvidence {
  const key = dice.pick(Object.keys(row) as (keyof RecordedEvidence)[]);
  return { ...row, [key]: changed(row[key], dice) };
}

function changedNumber(row: RecordedEvidence, dice: Dice): RecordedEvidence {
  const keys = Object.keys(row) as (keyof RecordedEvidence)[];
  const key = dice.pick(keys.filter((each) => typeof row[each] === 'number'));
  return { ...row, [key]: changed(row[key], dice) };
}

/** The row after it is the first that does not follow; after the last one, the head. */
function hashedAlone(pack: EvidencePack, dice: Dice): Tampering {
  const [tampered, at] = changedRow(pack, dice, (row) => ownHash(idOf(pack), changedFact(row, dice)));
  return file(tampered, at + 1 < rowsOf(pack).length ? at + 2 : null);
}

function doubledRow(pack: EvidencePack, dice: Dice): Tampering {
  const at = dice.roll(rowsOf(pack).length);
  const rows = rowsOf(pack).flatMap((row, i) => (i === at ? [row, row] : [row]));
  return file(withRows(pack, rows), at + 2);
}

function renumbered(pack: EvidencePack, dice: Dice): Tampering {
  const at = dice.roll(rowsOf(pack).length - 1);
  const rows = rowsOf(without(pack, at)).map((row, i) => ({ ...row, seq: i + 1 }));
  return file(withRows(pack, rows), at + 1);
}

function tailHashedAnew(pack: EvidencePack, dice: Dice): Tampering {
  const [tampered, at] = changedRow(pack, dice, changedFact);
  return file(withRows(tampered, rehashed(idOf(pack), rowsOf(tampered), at)));
}

/** Lists of records outside the evidence that hold at least so many. */
const listsOf = (records: { [key: string]: Json }, least: number): Json[][] =>
  Object.entries(records).flatMap(([section, value]) =>
    section !== 'evidence' && Array.isArray(value) && value.length >= least ? [value] : [],
  );

function outerField(pack: EvidencePack, dice: Dice): Tampering {
  const tampered = asJson(pack);
  const { records: _, ...outside } = tampered;
  const { holder, key } = dice.pick(leavesOf(outside));
  changeLeaf({ holder: holder === outside ? tampered : holder, key }, dice);
  return file(tampered);
}

function fieldTakenOut(pack: EvidencePack, dice: Dice): Tampering {
  const tampered = asJson(pack);
  const holder = dice.pick(objectsOf(tampered).filter((each) => Object.keys(each).length > 0));
  Reflect.deleteProperty(holder, dice.pick(Object.keys(holder)));
  return file(tampered);
}

function fieldPutIn(pack: EvidencePack, dice: Dice): Tampering {
  const tampered = asJson(pack);
  const name = dice.pick(['added', '__proto__', 'constructor', 'Seq']);
  Object.defineProperty(dice.pick(objectsOf(tampered)), name, { value: 1, enumerable: true });
  return file(tampered);
}

/** The first of the two is the false one: a reader that takes the last sees nothing. */
function fieldTwice(pack: EvidencePack, dice: Dice): Tampering {
  const { json } = file(pack);
  const at = dice.pick([...json.matchAll(/[{,](?="[a-z_]+":)/g)]).index + 1;
  const name = /^"[a-z_]+":/.exec(json.slice(at))?.[0] ?? '';
  return { json: `${json.slice(0, at)}${name}"other",${json.slice(at)}`, position: null };
}

export const CARELESS: readonly TamperingKind[] = [
  rowKind('a field of a row is changed', changedField),
  rowKind('a number of a row is one off', changedNumber),
  rowKind('a fact in a row’s detail is changed', changedDetail),
  kind('a row is changed and its own hash made to fit', hashedAlone),
  kind('the rows from one on are hashed anew, the head is not', tailHashedAnew),
  kind('two rows are swapped', (pack, dice) => {
    const [tampered, first] = swappedRows(pack, dice);
    return file(tampered, first + 1);
  }),
  kind('the first row is dropped', (pack) => file(without(pack, 0), 1)),
  kind('a row in the middle is dropped', (pack, dice) => {
    const at = 1 + dice.roll(rowsOf(pack).length - 2);
    return file(without(pack, at), at + 1);
  }),
  kind('the last rows are dropped', (pack, dice) => file(cutTail(pack, dice))),
  kind('a row stands twice', doubledRow),
  kind('a row is dropped and the rest renumbered', renumbered),
  kind('a field of another record is changed', (pack, dice) => file(changedRecord(pack, dice))),
  kind('the order’s state, total or history is changed', (pack, dice) => file(contradicted(pack, dice))),
  recordKind('another record is dropped', (records, dice) => {
    const list = dice.pick(listsOf(records, 1));
    list.splice(dice.roll(list.length), 1);
  }),
  recordKind('another record stands twice', (records, dice) => {
    const list = dice.pick(listsOf(records, 1));
    list.push(copyOf(dice.pick(list)));
  }),
  recordKind('other records are swapped', (records, dice) => void dice.pick(listsOf(records, 2)).reverse()),
  kind('the head, a digest or the making is changed', outerField),
  kind('a field is taken out', fieldTakenOut),
  kind('a field is put in', fieldPutIn),
  kind('a field is given twice', fieldTwice),
  kind('the file is cut off', (pack, dice) => {
    const { json } = file(pack);
    return { json: json.slice(0, dice.roll(json.length)), position: null };
  }),
];

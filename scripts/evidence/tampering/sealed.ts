/**
 * Tamperings by somebody who computes every digest anew. Broken chains and contradictions are found in the file alone; what was made
 * to fit as a whole is found only against the head, or the digest of the records, as it was kept elsewhere.
 */
import { fileDigest, recordsDigest } from '../../../server/domain/evidence-pack/evidence-pack';
import {
  changedFact,
  changedRecord,
  changedRow,
  contradicted,
  cutTail,
  file,
  idOf,
  rowsOf,
  swappedRows,
  type TamperingKind,
  without,
  withRows,
} from './changes';
import { type Dice, ownHash, rehashed, sealed, sha256 } from './hands';

const kind = (says: string, against: TamperingKind['against'], tamper: TamperingKind['tamper']): TamperingKind => ({
  says: `${says}, digests made to fit`,
  against,
  tamper,
});

function otherHash(hash: string, dice: Dice): string {
  const at = dice.roll(hash.length);
  return `${hash.slice(0, at)}${hash[at] === 'a' ? 'b' : 'a'}${hash.slice(at + 1)}`;
}

export const SEALED: readonly TamperingKind[] = [
  kind('a fact of a row is changed', 'nothing', (pack, dice) => {
    const [tampered, at] = changedRow(pack, dice, changedFact);
    return file(sealed(tampered), at + 1);
  }),
  kind('a row is changed and its own hash made to fit', 'nothing', (pack, dice) => {
    const [tampered, at] = changedRow(pack, dice, (row) => ownHash(idOf(pack), changedFact(row, dice)), 1);
    return file(sealed(tampered), at + 2);
  }),
  kind('a row before the last is dropped', 'nothing', (pack, dice) => {
    const at = dice.roll(rowsOf(pack).length - 1);
    return file(sealed(without(pack, at)), at + 1);
  }),
  kind('two rows are swapped', 'nothing', (pack, dice) => {
    const [tampered, first] = swappedRows(pack, dice);
    return file(sealed(tampered), first + 1);
  }),
  kind('the order’s state, total or history is changed', 'nothing', (pack, dice) =>
    file(sealed(contradicted(pack, dice))),
  ),
  kind('the head is changed', 'nothing', (pack, dice) => {
    const other = { ...pack, head: otherHash(pack.head, dice) };
    const records_digest = recordsDigest(other, sha256);
    return file({ ...other, records_digest, file_digest: fileDigest({ ...other, records_digest }, sha256) });
  }),
  kind('the rows from one on are hashed anew, the head too', 'head', (pack, dice) => {
    const [tampered, at] = changedRow(pack, dice, changedFact);
    return file(sealed(withRows(tampered, rehashed(idOf(pack), rowsOf(tampered), at))));
  }),
  kind('a row is dropped and the rest hashed anew, the head too', 'head', (pack, dice) => {
    const at = dice.roll(rowsOf(pack).length);
    const left = without(pack, at);
    return file(sealed(withRows(left, rehashed(idOf(pack), rowsOf(left), at))));
  }),
  kind('the last rows are cut off, the head too', 'head', (pack, dice) => file(sealed(cutTail(pack, dice)))),
  kind('a field of another record is changed', 'digest', (pack, dice) => file(sealed(changedRecord(pack, dice)))),
];

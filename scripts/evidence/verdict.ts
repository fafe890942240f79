/** From a file's text to what the command prints and how it exits. */
import { createHash } from 'node:crypto';
import type { EvidencePack } from '../../server/domain/evidence-pack/evidence-pack';
import { type KnownFigures, NOTHING_KNOWN, verifyPack } from '../../server/domain/evidence-pack/verdict';
import { readPack } from './pack-schema';
import { faultWords, soundWords } from './pack-words';

export type FileVerdict =
  | { readonly exit: 0; readonly text: string; readonly pack: EvidencePack }
  /** Something was changed. */
  | { readonly exit: 1; readonly text: string }
  /** Nothing can be said: it is no pack. */
  | { readonly exit: 2; readonly text: string };

export function verdictOf(json: string, known: KnownFigures = NOTHING_KNOWN): FileVerdict {
  const read = readPack(json);
  switch (read.kind) {
    case 'no_pack':
      return { exit: 2, text: `this is no evidence pack; expected ${read.expected}` };
    case 'misshapen':
      return { exit: 1, text: `this pack is NOT sound: ${read.where}` };
    case 'pack': {
      const { pack } = read;
      const verdict = verifyPack(pack, sha256, known);
      return verdict.ok
        ? { exit: 0, text: soundWords(pack), pack }
        : { exit: 1, text: `${pack.records.order.order_id} is NOT sound: ${faultWords(verdict.fault)}` };
    }
    default:
      return read satisfies never;
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

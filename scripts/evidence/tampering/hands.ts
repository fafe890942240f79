/** What every tampering hand needs: dice, the places of a pack that can be changed, and the means to make a chain and its digests fit again. */
import { createHash } from 'node:crypto';
import { seededRandom } from '../../../server/sandbox/seeded-random';
import { canonicalText, GENESIS_HASH } from '../../../server/domain/evidence-chain';
import { type EvidencePack, packEvidence } from '../../../server/domain/evidence-pack/evidence-pack';
import type { RecordedEvidence } from '../../../server/domain/recorded-evidence';
import { evidenceOf } from '../../../server/domain/evidence-pack/standing';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Leaf = { readonly holder: Json[] | { [key: string]: Json }; readonly key: string };

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface Dice {
  /** From 0 to one less than `sides`. */
  roll(sides: number): number;
  pick<T>(from: readonly T[]): T;
}

export function diceOf(seed: number): Dice {
  const random = seededRandom(seed);
  const roll = (sides: number): number => Math.floor(random() * sides);
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[roll(from.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  };
  return { roll, pick };
}

export const copyOf = <T>(value: T): T => structuredClone(value);

/** Another value of the same type; a number by one, so that no change is too small. */
export function changed(value: Json, dice: Dice): Json {
  if (typeof value === 'number') return value + dice.pick([-1, 1]);
  if (typeof value === 'boolean') return !value;
  if (value === null) return dice.pick<Json>(['0', 0]);
  if (typeof value !== 'string') return null;
  const at = dice.roll(value.length + 1);
  const other = value[at] === 'a' ? 'b' : 'a';
  return value.slice(0, at) + other + value.slice(at + 1);
}

/** Every place in a value that holds no further places. */
export function leavesOf(value: Json): Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value;
  return Object.entries(holder).flatMap(([key, each]) =>
    typeof each === 'object' && each !== null ? leavesOf(each) : [{ holder, key }],
  );
}

export function changeLeaf({ holder, key }: Leaf, dice: Dice): void {
  const fields = holder as { [key: string]: Json };
  fields[key] = changed(fields[key] ?? null, dice);
}

/** The records of a pack as they are, with every digest and the head computed anew. */
export const sealed = ({ made, records }: EvidencePack): EvidencePack => packEvidence(records, made, sha256);

/** The rows renumbered and linked anew from a place on. */
export function rehashed(orderId: string, rows: readonly RecordedEvidence[], from: number): RecordedEvidence[] {
  let prev_hash = from === 0 ? GENESIS_HASH : (rows[from - 1]?.hash ?? GENESIS_HASH);
  return rows.map((row, i) => {
    if (i < from) return row;
    const linked = ownHash(orderId, { ...row, seq: i + 1, prev_hash });
    prev_hash = linked.hash;
    return linked;
  });
}

/** One row whose hash is its own again. */
export function ownHash(orderId: string, row: RecordedEvidence): RecordedEvidence {
  const [read] = evidenceOf(orderId, [row]);
  return read === undefined ? row : { ...row, hash: sha256(canonicalText(read)) };
}

/** An object of the pack, itself or any inside it. */
export function objectsOf(value: Json): { [key: string]: Json }[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsOf);
  return Array.isArray(value) ? inside : [value, ...inside];
}

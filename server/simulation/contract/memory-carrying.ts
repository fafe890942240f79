/** The memory stores that carry shards, as the contract drives them. */
import type { Defect } from '../memory/defects';
import { memoryFencedTries } from '../memory/memory-fenced-tries';
import { memoryHandOvers } from '../memory/memory-hand-overs';
import { memoryShardClaims } from '../memory/memory-shard-claims';
import { carried, type Carry } from '../memory/synchronous';
import type { CarryingSubject } from './hand-over-script';
import { memorySubject } from './subjects';

export function memoryCarrying(defects: readonly Defect[] = []) {
  const { db, subject } = memorySubject(defects);
  const atOnce: Carry = async (_call, effect) => effect();
  const carrying: CarryingSubject = {
    subject,
    handOvers: carried('handOvers', memoryHandOvers(db), atOnce),
    claims: carried('claims', memoryShardClaims(db), atOnce),
    fenced: carried<CarryingSubject['fenced']>('fenced', memoryFencedTries(db), atOnce),
  };
  return { db, carrying };
}

/**
 * The seed that caught each mutant when they were hunted last. The gate begins with it, so that a catch costs one history and not as many as
 * it took to find one; where a change has made it another history, the gate hunts as if none were known.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('./known-seeds.json', import.meta.url);

/** By the mutant's name. */
export type KnownSeeds = Readonly<Record<string, number>>;

export const knownSeeds = (): KnownSeeds => JSON.parse(readFileSync(FILE, 'utf8')) as KnownSeeds;

export const writeKnownSeeds = (seeds: KnownSeeds): void => writeFileSync(FILE, `${JSON.stringify(seeds, null, 2)}\n`);

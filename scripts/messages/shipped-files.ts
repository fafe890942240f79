/** Where the record of what was shipped lies: fingerprints and docs beside each other, the corpus beside the contracts. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contracts, CorpusMessage, Shipped } from './contract-faults';
import { type Fingerprint, fingerprintOf } from './described';
import { docFiles, fileOf } from './docs';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const DOCS = join(PROJECT, 'docs/messages');
const CORPUS = join(PROJECT, 'server/contracts/corpus');
const FINGERPRINTS = 'shipped.json';

export function readShipped(): Shipped {
  const docs = readdirSync(DOCS).filter((name) => name !== FINGERPRINTS);
  return {
    fingerprints: readFingerprints(),
    corpus: readCorpus(),
    docs: Object.fromEntries(docs.map((name) => [name, readFileSync(join(DOCS, name), 'utf8')])),
  };
}

export function readCorpus(): Readonly<Record<string, readonly CorpusMessage[]>> {
  return Object.fromEntries(
    readdirSync(CORPUS)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(join(CORPUS, name), 'utf8'))]),
  ) as Record<string, CorpusMessage[]>;
}

/** Records new versions and writes the docs anew; what is recorded is never recorded anew. */
export function writeShipped(contracts: Contracts): void {
  const recorded = readFingerprints();
  const all = Object.entries(contracts).flatMap(([name, contract]) =>
    contract.versions.map((version) => {
      const id = fileOf(name, version.version);
      return [id, recorded[id] ?? fingerprintOf(version)] as const;
    }),
  );
  const kept = { ...recorded, ...Object.fromEntries(all) };
  writeFileSync(join(DOCS, FINGERPRINTS), `${JSON.stringify(kept, null, 2)}\n`);
  for (const [name, text] of Object.entries(docFiles(contracts))) writeFileSync(join(DOCS, name), text);
}

function readFingerprints(): Readonly<Record<string, Fingerprint>> {
  try {
    return JSON.parse(readFileSync(join(DOCS, FINGERPRINTS), 'utf8')) as Record<string, Fingerprint>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/**
 * What is wrong with the contracts as they stand against what was shipped: pure, so that a test can break each rule. A version is
 * shipped once its fingerprint is recorded; from then on neither its shape nor a field's meaning may change.
 */
import type { Contract } from '../../server/contracts/contract';
import { readMessage } from '../../server/contracts/envelope';
import { type Fingerprint, fingerprintOf, unsaidFields } from './described';
import { type DocFiles, docFiles, fileOf } from './docs';

export interface CorpusMessage {
  readonly what: string;
  readonly recorded_at_ms: number;
  readonly payload: unknown;
}

export interface Shipped {
  /** By `NAME.vN`. */
  readonly fingerprints: Readonly<Record<string, Fingerprint>>;
  readonly corpus: Readonly<Record<string, readonly CorpusMessage[]>>;
  /** As they lie in docs/messages. */
  readonly docs: DocFiles;
}

export type Contracts = Readonly<Record<string, Contract<unknown>>>;

export function contractFaults(contracts: Contracts, shipped: Shipped): string[] {
  return [...versionFaults(contracts, shipped), ...removed(contracts, shipped), ...staleDocs(contracts, shipped)];
}

function versionFaults(contracts: Contracts, { corpus, fingerprints }: Shipped): string[] {
  return Object.entries(contracts).flatMap(([name, contract]) =>
    contract.versions.flatMap((version) => {
      const id = fileOf(name, version.version);
      const recorded = fingerprints[id];
      const now = fingerprintOf(version);
      return [
        ...(recorded === undefined ? [`${id} is not recorded as shipped: npm run messages -- --write`] : []),
        ...(recorded !== undefined && recorded.shape !== now.shape
          ? [`${id} was shipped and its schema has changed: make a new version`]
          : []),
        ...(recorded !== undefined && recorded.meaning !== now.meaning
          ? [`${id} was shipped and the meaning or unit of a field has changed: make a new version`]
          : []),
        ...unsaidFields(version).map((name) => `${id}: the field ${name} does not say what it means`),
        ...((corpus[id] ?? []).length === 0 ? [`${id} has no corpus in server/contracts/corpus`] : []),
      ];
    }),
  );
}

function removed(contracts: Contracts, { corpus, fingerprints }: Shipped): string[] {
  const standing = new Set(
    Object.entries(contracts).flatMap(([name, contract]) => contract.versions.map((v) => fileOf(name, v.version))),
  );
  return [
    ...Object.keys(fingerprints)
      .filter((id) => !standing.has(id))
      .map((id) => `${id} was shipped and cannot be read any more`),
    ...Object.keys(corpus)
      .filter((id) => !standing.has(id))
      .map((id) => `the corpus has ${id}, which no contract reads`),
  ];
}

/** Every recorded message is read into the newest version. */
export function unreadCorpus({ corpus }: Pick<Shipped, 'corpus'>): string[] {
  return Object.entries(corpus).flatMap(([id, messages]) => {
    const [schema = '', version] = id.split('.v');
    return messages.flatMap(({ payload, recorded_at_ms, what }) => {
      const read = readMessage({ schema, schemaVersion: Number(version), payload, recordedAtMs: recorded_at_ms });
      return read.kind === 'read' ? [] : [`${id}, ${what}: ${read.reason}`];
    });
  });
}

function staleDocs(contracts: Contracts, shipped: Shipped): string[] {
  const wanted = docFiles(contracts);
  const names = new Set([...Object.keys(wanted), ...Object.keys(shipped.docs)]);
  return [...names]
    .filter((name) => wanted[name] !== shipped.docs[name])
    .map((name) => `docs/messages/${name} is stale: npm run messages -- --write`);
}

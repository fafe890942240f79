/**
 * The evidence pack: everything that is recorded of one order, in a file that can be checked without the store. The chain proves
 * the rows of evidence against each other. The digests bind everything else to them, so that no field changes unseen; but whoever
 * changes the file can compute them anew, so they prove a file only against figures that were kept elsewhere: the head and the
 * digest of the records, as they stand on the printed page.
 */
import { canonicalJson } from '../canonical-json';
import { GENESIS_HASH, type Sha256 } from '../evidence-chain';
import type { PackRecords } from './records';
import type { Region } from '../region';

export const PACK_FORMAT = 'evident-evidence-pack/2';

export type PackSection = keyof PackRecords;

/** In the order in which a pack is read and checked. */
export const PACK_SECTIONS = [
  'order',
  'lines',
  'transitions',
  'evidence',
  'reservations',
  'operations',
  'provider_events',
  'messages',
  'mails',
  'cases',
  'repairs',
  'refunds',
] as const satisfies readonly PackSection[];

export interface PackMaking {
  /** When the records were read; ISO 8601, UTC. */
  readonly at: string;
  /** `staff:mara@…`, or the command that made it. */
  readonly by: string;
  readonly region: Region;
}

export interface EvidencePack {
  readonly format: typeof PACK_FORMAT;
  readonly made: PackMaking;
  /** Hash of the last row of evidence, or of no row at all. */
  readonly head: string;
  /** Over the format, the head and the sections' digests: two packs of the same records have the same one, whoever made them. */
  readonly records_digest: string;
  /** Over `made` too. */
  readonly file_digest: string;
  readonly digests: Readonly<Record<PackSection, string>>;
  readonly records: PackRecords;
}

/** @param records of one instant, each list in the order in which the store gives it. */
export function packEvidence(records: PackRecords, made: PackMaking, sha256: Sha256): EvidencePack {
  const head = headOf(records);
  const digests = sectionDigests(records, sha256);
  const records_digest = recordsDigest({ format: PACK_FORMAT, head, digests }, sha256);
  const file_digest = fileDigest({ made, records_digest }, sha256);
  return { format: PACK_FORMAT, made, head, records_digest, file_digest, digests, records };
}

export const headOf = ({ evidence }: PackRecords): string => evidence.at(-1)?.hash ?? GENESIS_HASH;

export function sectionDigests(records: PackRecords, sha256: Sha256): Record<PackSection, string> {
  return Object.fromEntries(
    PACK_SECTIONS.map((section) => [section, sha256(canonicalJson(records[section]))]),
  ) as Record<PackSection, string>;
}

export function recordsDigest(
  { format, head, digests }: Pick<EvidencePack, 'format' | 'head' | 'digests'>,
  sha256: Sha256,
): string {
  return sha256(canonicalJson({ format, head, digests }));
}

export function fileDigest(
  { made, records_digest }: Pick<EvidencePack, 'made' | 'records_digest'>,
  sha256: Sha256,
): string {
  return sha256(canonicalJson({ made, records_digest }));
}

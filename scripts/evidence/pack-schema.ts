/** A file from somewhere is a pack only if it has exactly a pack's shape; everything else is named, not guessed. */
import { z } from 'zod';
import { type EvidencePack, PACK_FORMAT, PACK_SECTIONS } from '../../server/domain/evidence-pack/evidence-pack';
import { REGIONS } from '../../server/domain/region';
import { packRecords } from './pack-records-schema';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hexadecimal');

const pack: z.ZodType<EvidencePack> = z.strictObject({
  format: z.literal(PACK_FORMAT),
  made: z.strictObject({ at: z.iso.datetime(), by: z.string().min(1), region: z.enum(REGIONS) }),
  head: hash,
  records_digest: hash,
  file_digest: hash,
  digests: z.record(z.enum(PACK_SECTIONS), hash),
  records: packRecords,
});

export type ReadPack =
  | { readonly kind: 'pack'; readonly pack: EvidencePack }
  /** It says that it is a pack and is not shaped like one: something was taken out, put in, or is of another type. */
  | { readonly kind: 'misshapen'; readonly where: string }
  | { readonly kind: 'no_pack'; readonly expected: string };

export function readPack(json: string): ReadPack {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { kind: 'no_pack', expected: 'JSON; the file may have been cut off' };
  }
  const format: unknown = value !== null && typeof value === 'object' && 'format' in value ? value.format : undefined;
  if (format !== PACK_FORMAT) return { kind: 'no_pack', expected: `the format ${PACK_FORMAT}` };
  const parsed = pack.safeParse(value);
  if (!parsed.success) return { kind: 'misshapen', where: firstIssue(parsed.error) };
  // a reader that takes the first of two would see another pack than this one does
  if (keysWritten(json) !== keysIn(value)) return { kind: 'misshapen', where: 'a field stands twice in one object' };
  // the value as it was written, not as it was parsed: nothing that the file holds is left out of its digest
  return { kind: 'pack', pack: value as EvidencePack };
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  const path = (issue?.path ?? []).map((step) => (typeof step === 'number' ? String(step + 1) : String(step)));
  const place = path
    .join(' ')
    .replace(/^records evidence /, 'row ')
    .replace(/^records /, '');
  return `${place === '' ? 'the whole' : place}: ${issue?.message ?? 'another shape'}`;
}

/** Texts that a colon follows; the pattern takes a text as a whole, so nothing inside of one is counted. */
const keysWritten = (json: string): number =>
  [...json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length;

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: readonly unknown[] = Object.values(value);
  return (Array.isArray(value) ? 0 : values.length) + values.reduce<number>((sum, each) => sum + keysIn(each), 0);
}

/** A file from somewhere is a pack only if it has exactly a pack's shape; everything else is named, not guessed. */
import { z } from 'zod';
import { type EvidencePack, PACK_FORMAT } from '../../server/domain/evidence-pack';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');
const text = z.string().nullable();
const whole = z.number().int();

const row = z.strictObject({
  seq: whole,
  lane: z.string(),
  kind: z.string(),
  observed_at_ms: z.number(),
  recorded_at_ms: z.number(),
  region: z.string(),
  request_id: text,
  trace_id: text,
  payment_operation: text,
  message_id: text,
  provider_reference: text,
  actor: z.string(),
  owner_epoch: whole.nullable(),
  order_version: whole.nullable(),
  attempt: whole.nullable(),
  replayed: z.boolean(),
  detail_json: z.string(),
  prev_hash: hash,
  hash,
});

const pack: z.ZodType<EvidencePack> = z.strictObject({
  format: z.literal(PACK_FORMAT),
  exported_at: z.iso.datetime(),
  order: z.strictObject({
    order_id: z.string().min(1),
    reference: z.string(),
    state: z.string(),
    version: whole,
    reason: text,
    region: z.string(),
    total: z.strictObject({ amount_minor: whole, currency: z.string() }),
    created_at: z.iso.datetime(),
  }),
  rows: z.array(row),
  head: hash,
});

export type ReadPack =
  | { readonly ok: true; readonly pack: EvidencePack }
  | { readonly ok: false; readonly expected: string };

export function readPack(json: string): ReadPack {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return { ok: false, expected: 'JSON' };
  }
  const parsed = pack.safeParse(value);
  if (parsed.success) return { ok: true, pack: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, expected: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'another shape'}` };
}

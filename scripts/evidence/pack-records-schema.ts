/** The shape of each section of a pack, field by field: a field too many is refused like one too few. */
import { z } from 'zod';
import type { PackRecords } from '../../server/domain/evidence-pack/records';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hexadecimal');
const text = z.string();
const whole = z.number().int();
/** Epoch milliseconds. */
const instant = z.number();
const mayBe = { text: text.nullable(), whole: whole.nullable(), instant: instant.nullable() };
/** In a row of evidence an empty text and none have the same hash: only one of them is written. */
const textOrNone = text.min(1).nullable();

const row = z.strictObject({
  seq: whole,
  lane: text,
  kind: text,
  observed_at_ms: instant,
  recorded_at_ms: instant,
  region: text,
  request_id: textOrNone,
  trace_id: textOrNone,
  payment_operation: textOrNone,
  message_id: textOrNone,
  provider_reference: textOrNone,
  actor: text,
  owner_epoch: mayBe.whole,
  order_version: mayBe.whole,
  attempt: mayBe.whole,
  replayed: z.boolean(),
  detail_json: text,
  prev_hash: hash,
  hash,
});

const order = z.strictObject({
  order_id: text.min(1),
  shard: whole,
  region: text,
  reference: text,
  state: text,
  version: whole,
  reason: mayBe.text,
  owner_epoch: whole,
  total_minor: whole,
  currency: text,
  email: text,
  cart_id: text,
  cart_version: whole,
  payment_method: text,
  held_until_ms: mayBe.instant,
  deadline_at_ms: mayBe.instant,
  created_at_ms: instant,
  updated_at_ms: instant,
});

const operation = z.strictObject({
  operation: text,
  kind: text,
  state: text,
  amount_minor: whole,
  currency: text,
  payment_method: mayBe.text,
  authorized_minor: mayBe.whole,
  authorized_currency: mayBe.text,
  provider_reference: mayBe.text,
  decline_code: mayBe.text,
  unknown_cause: mayBe.text,
  case_id: mayBe.text,
  attempts: whole,
  first_attempt_at_ms: mayBe.instant,
  last_send_at_ms: mayBe.instant,
  checks_done: whole,
  next_check_at_ms: mayBe.instant,
  intended_at_ms: instant,
  updated_at_ms: instant,
});

const message = z.strictObject({
  message_id: text,
  schema: text,
  schema_version: whole,
  payment_operation: mayBe.text,
  request_id: mayBe.text,
  trace_id: mayBe.text,
  region: text,
  payload: z.json(),
  recorded_at_ms: instant,
  consumers: z.array(
    z.strictObject({ consumer: text, state: text, attempts: whole, because: mayBe.text, at_ms: instant }),
  ),
});

const mail = z.strictObject({
  message_id: text,
  recipient: text,
  subject: text,
  body: text,
  state: text,
  attempts: whole,
  last_error: mayBe.text,
  queued_at_ms: instant,
  sent_at_ms: mayBe.instant,
});

const caseChange = z.strictObject({
  seq: whole,
  at_ms: instant,
  change: text,
  actor: text,
  owner: mayBe.text,
  owner_until_ms: mayBe.instant,
  severity: text,
  due_at_ms: instant,
  note: mayBe.text,
});

const openedCase = z.strictObject({
  case_id: text,
  reason: text,
  state: text,
  severity: text,
  at_risk_minor: whole,
  currency: text,
  owner: mayBe.text,
  owner_until_ms: mayBe.instant,
  follows: mayBe.text,
  verdict: mayBe.text,
  opened_at_ms: instant,
  due_at_ms: instant,
  escalated_at_ms: mayBe.instant,
  closed_at_ms: mayBe.instant,
  history: z.array(caseChange),
});

const repair = z.strictObject({
  repair_id: text,
  case_id: mayBe.text,
  kind: text,
  state: text,
  amount_minor: mayBe.whole,
  currency: mayBe.text,
  operation_id: text,
  reason: text,
  provider_reference: mayBe.text,
  evidence_seqs: z.array(whole),
  basis_json: text,
  basis_hash: hash,
  expected_version: whole,
  before: z.json(),
  after: z.json(),
  refused_because: mayBe.text,
  proposed_by: text,
  proposed_at_ms: instant,
  approved_by: mayBe.text,
  approved_at_ms: mayBe.instant,
  settled_at_ms: mayBe.instant,
});

export const packRecords: z.ZodType<PackRecords> = z.strictObject({
  order,
  lines: z.array(z.strictObject({ sku: text, name: text, quantity: whole, unit_price_minor: whole })),
  transitions: z.array(
    z.strictObject({
      version: whole,
      from_state: mayBe.text,
      to_state: text,
      reason: mayBe.text,
      owner_epoch: whole,
      decided_by: text,
      decided_at_ms: instant,
    }),
  ),
  evidence: z.array(row),
  reservations: z.array(
    z.strictObject({
      sku: text,
      quantity: whole,
      state: text,
      held_until_ms: instant,
      reserved_at_ms: instant,
      settled_at_ms: mayBe.instant,
    }),
  ),
  operations: z.array(operation),
  provider_events: z.array(
    z.strictObject({
      event_id: text,
      event_type: text,
      provider_reference: mayBe.text,
      provider_created_at_ms: instant,
      received_at_ms: instant,
    }),
  ),
  messages: z.array(message),
  mails: z.array(mail),
  cases: z.array(openedCase),
  repairs: z.array(repair),
  refunds: z.array(z.strictObject({ n: whole, amount_minor: whole, repair_id: text, ordered_at_ms: instant })),
});

/** Evidence packs as tests and the printed page's checks share them: one that waits, one that is confirmed, one with a case and its repair. */
import type { Sha256 } from '../evidence-chain';
import type { EvidenceRow } from '../evidence';
import {
  capturedAfter,
  chained,
  confirmedLate,
  lookup,
  resubmit,
  START_MS,
  unansweredStory,
} from '../evidence.examples';
import { type EvidencePack, packEvidence } from './evidence-pack';
import type { PackedOrder, PackedTransition, PackRecords } from './records';
import type { RecordedEvidence } from '../recorded-evidence';
import { casesOf, mailsOf, messagesOf, operationsOf, type PackExample, repairsOf } from './records.examples';

type Told = Parameters<typeof chained>[0][number];

const at = (afterMs: number) => START_MS + afterMs;

const needsAPerson = (afterMs: number): Told[] => [
  {
    lane: 'provider',
    kind: 'webhook_received',
    observedAtMs: at(afterMs - 5),
    paymentOperation: 'pay:order-42',
    providerReference: 'pi_1',
    detail: { outcome: 'authorized', event_id: 'evt_1', amount_minor: 4_800, currency: 'EUR' },
  },
  {
    lane: 'order',
    kind: 'needs_reconciliation',
    observedAtMs: at(afterMs),
    orderVersion: 5,
    paymentOperation: 'pay:order-42',
    providerReference: 'pi_1',
    detail: { reason: 'amount_mismatch', outcome: 'authorized', amount_minor: 4_800, currency: 'EUR' },
  },
  {
    lane: 'operator',
    kind: 'case_opened',
    observedAtMs: at(afterMs),
    detail: { case_id: 'case:order-42:v5', reason: 'amount_mismatch', at_risk_minor: 4_900, currency: 'EUR' },
  },
  {
    lane: 'operator',
    kind: 'note_added',
    observedAtMs: at(afterMs + 60_000),
    actor: 'staff:mara@evident.test',
    detail: { text: 'Called the customer: “one coffee, 48 €” \\ 雪.' },
  },
];

const STORIES = {
  pending: [...unansweredStory, lookup(1, 4_000), ...resubmit(2, 5_000), lookup(2, 14_000)],
  confirmed: [...unansweredStory, lookup(1, 4_000), ...confirmedLate(3_000, 9_000), capturedAfter(13_000)],
  in_a_case: [...unansweredStory, ...needsAPerson(8_000)],
} as const satisfies Record<PackExample, readonly Told[]>;

export const PACK_EXAMPLES = ['pending', 'confirmed', 'in_a_case'] as const satisfies readonly PackExample[];

const REASONS: Readonly<Record<string, string>> = {
  payment_pending: 'deadline_passed',
  needs_reconciliation: 'amount_mismatch',
};

export function examplePack(name: PackExample, sha256: Sha256): EvidencePack {
  const made = { at: new Date(at(120_000)).toISOString(), by: 'staff:mara@evident.test', region: 'east' } as const;
  return packEvidence(exampleRecords(name, sha256), made, sha256);
}

function exampleRecords(name: PackExample, sha256: Sha256): PackRecords {
  const evidence = chained(STORIES[name], sha256).map(packedRow);
  const moves = evidence.filter(({ order_version }) => order_version !== null);
  const transitions = moves.map(
    ({ kind, order_version, observed_at_ms }, i): PackedTransition => ({
      version: order_version ?? 0,
      from_state: moves[i - 1]?.kind ?? null,
      to_state: kind,
      reason: null,
      owner_epoch: 12,
      decided_by: 'worker-east-1',
      decided_at_ms: observed_at_ms,
    }),
  );
  return {
    order: orderAt(transitions),
    lines: [
      { sku: 'mug', name: 'Mug', quantity: 2, unit_price_minor: 1_200 },
      { sku: 'lamp', name: 'Lamp', quantity: 1, unit_price_minor: 2_500 },
    ],
    transitions,
    evidence,
    reservations: ['lamp', 'mug'].map((sku) => ({
      sku,
      quantity: sku === 'mug' ? 2 : 1,
      state: name === 'confirmed' ? 'committed' : 'held',
      held_until_ms: at(1_800_000),
      reserved_at_ms: at(21),
      settled_at_ms: name === 'confirmed' ? at(12_005) : null,
    })),
    operations: operationsOf(name),
    provider_events: [],
    messages: messagesOf(name),
    mails: mailsOf(name),
    cases: casesOf(name),
    repairs: repairsOf(name),
    refunds: [],
  };
}

const packedRow = (row: EvidenceRow): RecordedEvidence => ({
  seq: row.seq,
  lane: row.lane,
  kind: row.kind,
  observed_at_ms: row.observedAtMs,
  recorded_at_ms: row.recordedAtMs,
  region: row.region,
  request_id: row.requestId,
  trace_id: row.traceId,
  payment_operation: row.paymentOperation,
  message_id: row.messageId,
  provider_reference: row.providerReference,
  actor: row.actor,
  owner_epoch: row.ownerEpoch,
  order_version: row.orderVersion,
  attempt: row.attempt,
  replayed: row.replayed,
  detail_json: row.detailJson,
  prev_hash: row.prevHash,
  hash: row.hash,
});

function orderAt(transitions: readonly PackedTransition[]): PackedOrder {
  const last = transitions.at(-1);
  return {
    order_id: 'order-42',
    shard: 20,
    region: 'east',
    reference: '7K3M9-QTDS2-S',
    state: last?.to_state ?? 'order_intent_saved',
    version: last?.version ?? 1,
    reason: REASONS[last?.to_state ?? ''] ?? null,
    owner_epoch: 12,
    total_minor: 4_900,
    currency: 'EUR',
    email: 'ada@example.test',
    cart_id: 'crt_e_42',
    cart_version: 18,
    payment_method: 'pm_card_visa',
    held_until_ms: at(1_800_000),
    deadline_at_ms: at(2_003),
    created_at_ms: at(8),
    updated_at_ms: last?.decided_at_ms ?? at(8),
  };
}

/** Evidence packs as tests and the printed page's checks share them: one that waits, one that is confirmed, one with a case and its repair. */
import { GENESIS_HASH, type Sha256 } from './evidence-chain';
import type { EvidenceRow } from './evidence';
import {
  capturedAfter,
  chained,
  confirmedLate,
  lookup,
  resubmit,
  START_MS,
  unansweredStory,
} from './evidence.examples';
import { type EvidencePack, packEvidence } from './evidence-pack';
import type { PackedOperation, PackedOrder, PackedRow, PackedTransition, PackRecords } from './evidence-pack-records';

type Told = Parameters<typeof chained>[0][number];

const at = (afterMs: number) => START_MS + afterMs;

const needsAPerson = (afterMs: number): Told[] => [
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
} as const satisfies Record<string, readonly Told[]>;

export type PackExample = keyof typeof STORIES;
export const PACK_EXAMPLES = Object.keys(STORIES) as readonly PackExample[];

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

const packedRow = (row: EvidenceRow): PackedRow => ({
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
    reason: last?.to_state === 'payment_pending' ? 'deadline_passed' : null,
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

function operationsOf(name: PackExample): PackedOperation[] {
  const settled = name !== 'pending';
  const pay: PackedOperation = {
    operation: 'pay:order-42',
    kind: 'authorize',
    state: settled ? 'authorized' : 'unknown',
    amount_minor: 4_900,
    currency: 'EUR',
    payment_method: 'pm_card_visa',
    authorized_minor: settled ? (name === 'in_a_case' ? 4_800 : 4_900) : null,
    authorized_currency: settled ? 'EUR' : null,
    provider_reference: settled ? 'pi_1' : null,
    decline_code: null,
    unknown_cause: settled ? null : 'timeout',
    case_id: null,
    attempts: 1,
    first_attempt_at_ms: at(29),
    last_send_at_ms: at(12_000),
    checks_done: 2,
    next_check_at_ms: settled ? null : at(180_000),
    intended_at_ms: at(29),
    updated_at_ms: at(14_000),
  };
  if (name !== 'confirmed') return [pay];
  const capture = { operation: 'capture:order-42', kind: 'capture', state: 'acknowledged', checks_done: 0 };
  return [pay, { ...pay, ...capture, payment_method: null, intended_at_ms: at(12_005), updated_at_ms: at(13_000) }];
}

function messagesOf(name: PackExample): PackRecords['messages'] {
  if (name !== 'confirmed') return [];
  const consumed = { state: 'consumed', attempts: 0, because: null, at_ms: at(12_400) };
  return [
    {
      message_id: 'msg:order_confirmed:order-42@5',
      schema: 'order_confirmed',
      schema_version: 1,
      payment_operation: 'pay:order-42',
      request_id: 'checkout-abc',
      trace_id: null,
      region: 'east',
      payload: {
        reference: '7K3M9-QTDS2-S',
        email: 'ada@example.test',
        total_minor: 4_900,
        nested: { tags: ['a', 1] },
      },
      recorded_at_ms: at(12_005),
      consumers: [
        { ...consumed, consumer: 'mail' },
        { ...consumed, consumer: 'sales' },
      ],
    },
  ];
}

function mailsOf(name: PackExample): PackRecords['mails'] {
  if (name !== 'confirmed') return [];
  return [
    {
      message_id: 'msg:order_confirmed:order-42@5',
      recipient: 'ada@example.test',
      subject: 'Your order is confirmed',
      body: 'Thank you.\nIt is on its way.',
      state: 'sent',
      attempts: 1,
      last_error: null,
      queued_at_ms: at(12_400),
      sent_at_ms: at(13_100),
    },
  ];
}

function casesOf(name: PackExample): PackRecords['cases'] {
  if (name !== 'in_a_case') return [];
  const standing = { severity: 'high', due_at_ms: at(14_400_000) };
  const change = { ...standing, owner_until_ms: null, note: null };
  return [
    {
      ...standing,
      case_id: 'case:order-42:v5',
      reason: 'amount_mismatch',
      state: 'open',
      at_risk_minor: 4_900,
      currency: 'EUR',
      owner: 'mara@evident.test',
      owner_until_ms: at(900_000),
      follows: null,
      verdict: null,
      opened_at_ms: at(8_000),
      escalated_at_ms: null,
      closed_at_ms: null,
      history: [
        { ...change, seq: 1, at_ms: at(8_000), change: 'opened', actor: 'worker-east-1', owner: null },
        {
          ...change,
          seq: 2,
          at_ms: at(30_000),
          change: 'claimed',
          actor: 'staff:mara@evident.test',
          owner: 'mara@evident.test',
        },
      ],
    },
  ];
}

function repairsOf(name: PackExample): PackRecords['repairs'] {
  if (name !== 'in_a_case') return [];
  return [
    {
      repair_id: 'repair:order-42:1',
      case_id: 'case:order-42:v5',
      kind: 'void',
      state: 'proposed',
      amount_minor: 4_800,
      currency: 'EUR',
      operation_id: 'click-0001',
      reason: 'The provider holds 48.00, the order is 49.00.',
      provider_reference: 'pi_1',
      evidence_seqs: [9, 10],
      basis_json: '{"ours": 4900, "theirs": 4800}',
      basis_hash: GENESIS_HASH.replaceAll('0', 'a'),
      expected_version: 5,
      before: { state: 'needs_reconciliation', version: 5 },
      after: null,
      refused_because: null,
      proposed_by: 'staff:mara@evident.test',
      proposed_at_ms: at(90_000),
      approved_by: null,
      approved_at_ms: null,
      settled_at_ms: null,
    },
  ];
}

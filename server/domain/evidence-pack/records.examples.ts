/** The records beside the evidence of each example pack. */
import { START_MS } from '../evidence.examples';
import type { PackedOperation, PackRecords } from './records';

export type PackExample = 'pending' | 'confirmed' | 'in_a_case';

const at = (afterMs: number) => START_MS + afterMs;

export function operationsOf(name: PackExample): PackedOperation[] {
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

export function messagesOf(name: PackExample): PackRecords['messages'] {
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

export function mailsOf(name: PackExample): PackRecords['mails'] {
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

export function casesOf(name: PackExample): PackRecords['cases'] {
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

export function repairsOf(name: PackExample): PackRecords['repairs'] {
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
      basis_hash: 'a'.repeat(64),
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

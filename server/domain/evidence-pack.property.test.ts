import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, GENESIS_HASH } from './evidence-chain';
import type { EvidenceDetail, EvidenceRow } from './evidence';
import { contradiction, type EvidencePack, packEvidence, type PackedRow, verifyPack } from './evidence-pack';
import type { OrderRecord } from './order-record';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const T0 = 1_790_000_000_000;

const order: OrderRecord = {
  orderId: 'order-42',
  shard: 20,
  region: 'west',
  reference: '7K3M9-QTDS2-S',
  state: 'payment_pending',
  version: 4,
  reason: 'deadline_passed',
  ownerEpoch: 1,
  total: { amountMinor: 4_900, currency: 'EUR' },
  email: 'mara@example.org',
  cartId: 'crt_w_42',
  cartVersion: 18,
  paymentMethod: 'pm_card_visa',
  payloadFingerprint: 'f',
  statusTokenHash: 'h',
  heldUntilMs: null,
  deadlineAtMs: null,
  createdAtMs: T0,
  updatedAtMs: T0,
};

const KINDS = ['order_intent_saved', 'inventory_reserved', 'payment_authorizing', 'payment_pending'] as const;

function chained(): EvidenceRow[] {
  let prevHash = GENESIS_HASH;
  return [...KINDS, 'customer_told' as const, 'lookup_answered' as const].map((kind, index) => {
    const detail: EvidenceDetail =
      kind === 'order_intent_saved' ? { total_minor: 4_900, currency: 'EUR' } : { n: index };
    const row: EvidenceRow = {
      orderId: order.orderId,
      seq: index + 1,
      lane: kind === 'customer_told' ? 'customer' : kind === 'lookup_answered' ? 'provider' : 'order',
      kind,
      observedAtMs: T0 + index,
      recordedAtMs: T0 + index + 3,
      region: 'west',
      requestId: 'checkout-abc',
      traceId: 't',
      paymentOperation: 'pay:order-42',
      messageId: null,
      providerReference: null,
      actor: 'system:order-owner',
      ownerEpoch: 1,
      orderVersion: index < KINDS.length ? index + 1 : null,
      attempt: null,
      replayed: false,
      detail,
      detailJson: JSON.stringify(detail),
      prevHash,
      hash: '',
    };
    prevHash = sha256(canonicalText(row));
    return { ...row, hash: prevHash };
  });
}

const rows = chained();
const sound = packEvidence(order, rows, rows.at(-1)?.hash ?? '', T0 + 60_000);
const faultOf = (pack: EvidencePack) => {
  const verdict = verifyPack(pack, sha256);
  return verdict.ok ? contradiction(pack) : `row ${verdict.seq}`;
};

describe('an evidence pack', () => {
  it('is sound as it was exported, also after a journey through JSON', () => {
    expect(faultOf(JSON.parse(JSON.stringify(sound)) as EvidencePack)).toBeNull();
  });

  it('shows every change of any field of any row, and names that row', () => {
    const fields = Object.keys(sound.rows[0] ?? {}) as (keyof PackedRow)[];
    const changed = (value: unknown): unknown => {
      if (typeof value === 'number') return value + 1;
      if (typeof value === 'boolean') return !value;
      return `${value ?? ''}0`;
    };
    fc.assert(
      fc.property(fc.nat(sound.rows.length - 1), fc.constantFrom(...fields), (at, field) => {
        const tampered = sound.rows.map((row, index) =>
          index === at ? { ...row, [field]: changed(row[field]) } : row,
        );
        const verdict = verifyPack({ ...sound, rows: tampered }, sha256);
        expect(verdict.ok).toBe(false);
        if (!verdict.ok) expect(verdict.seq).toBe(tampered[at]?.seq);
      }),
      { numRuns: 500 },
    );
  });

  it('shows a row that was removed, swapped, doubled or cut off at the end', () => {
    fc.assert(
      fc.property(fc.nat(sound.rows.length - 1), fc.nat(sound.rows.length - 1), (a, b) => {
        const without = sound.rows.filter((_, index) => index !== a);
        expect(faultOf({ ...sound, rows: without })).not.toBeNull();
        expect(faultOf({ ...sound, rows: sound.rows.slice(0, a) })).not.toBeNull();
        const doubled = sound.rows.flatMap((row, index) => (index === a ? [row, row] : [row]));
        expect(faultOf({ ...sound, rows: doubled })).not.toBeNull();
        if (a === b) return;
        const swapped = sound.rows.map((row, index) => sound.rows[index === a ? b : index === b ? a : index] ?? row);
        expect(faultOf({ ...sound, rows: swapped })).not.toBeNull();
      }),
    );
  });

  it('is not taken for another order', () => {
    expect(faultOf({ ...sound, order: { ...sound.order, order_id: 'order-43' } })).toBe('row 1');
  });

  it('is held against its own order: another state, version or total is a contradiction', () => {
    const as = (change: Partial<EvidencePack['order']>) => faultOf({ ...sound, order: { ...sound.order, ...change } });
    expect(as({ state: 'order_confirmed' })).toContain('payment_pending');
    expect(as({ version: 5 })).toContain('version 4');
    expect(as({ total: { amount_minor: 900, currency: 'EUR' } })).toContain('4900 EUR');
    expect(as({ total: { amount_minor: 4_900, currency: 'USD' } })).toContain('4900 EUR');
  });
});

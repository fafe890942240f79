import { describe, expect, it } from 'vitest';
import type { EvidenceDetail, EvidenceKind } from './evidence';
import { chained } from './evidence.examples';
import { money } from './money';
import { outcomeOf, PAYMENT_INTENT_STATUSES, type ProviderPayment } from './payment';
import { providerSaid, saidDetail, saidSince } from './provider-said';
import { openingRow, otherChargeOf } from './repair/charge';

const payment = (change: Partial<ProviderPayment> = {}): ProviderPayment => ({
  providerReference: 'pi_1',
  status: 'requires_capture',
  amount: money(4_900, 'EUR'),
  declineCode: null,
  refundedMinor: 0,
  ...change,
});
const answered = (of: ProviderPayment, more: EvidenceDetail = {}) => ({
  lane: 'provider' as const,
  kind: 'lookup_answered' as const,
  providerReference: of.providerReference,
  detail: { ...saidDetail('found', of, outcomeOf(of)), ...more },
});
const row = (kind: EvidenceKind, detail: EvidenceDetail = {}, providerReference: string | null = null) => ({
  lane: 'provider' as const,
  kind,
  detail,
  providerReference,
});

describe('the provider’s word', () => {
  it.each(PAYMENT_INTENT_STATUSES)('is read back from evidence as it was said: %s', (status) => {
    const said = providerSaid(chained([answered(payment({ status }))]), null);
    const moved = status === 'requires_capture' || status === 'succeeded';
    expect(said).toMatchObject({
      seq: 1,
      answer: 'found',
      ofOtherCharge: false,
      providerReference: 'pi_1',
      amount: moved ? money(4_900, 'EUR') : null,
      captured: status === 'succeeded',
      holdsNothing: status === 'canceled',
    });
  });

  it('holds nothing once declined, wholly refunded, or proven absent; and not before', () => {
    const holds = (of: ProviderPayment) => providerSaid(chained([answered(of)]), null)?.holdsNothing;
    expect(holds(payment({ status: 'requires_payment_method', declineCode: 'expired_card' }))).toBe(true);
    expect(holds(payment({ status: 'requires_payment_method' }))).toBe(false);
    expect(holds(payment({ status: 'succeeded', refundedMinor: 4_899 }))).toBe(false);
    expect(holds(payment({ status: 'succeeded', refundedMinor: 4_900 }))).toBe(true);
    const absent = (kind: 'never_accepted' | 'unknown') =>
      kind === 'unknown' ? ({ kind, cause: 'not_found_yet' } as const) : ({ kind } as const);
    for (const kind of ['never_accepted', 'unknown'] as const) {
      const detail = saidDetail('not_found', null, absent(kind));
      expect(providerSaid(chained([row('lookup_answered', detail)]), null)).toMatchObject({
        answer: 'not_found',
        holdsNothing: kind === 'never_accepted',
      });
    }
  });

  it('is the last one, an unanswered look-up too', () => {
    const silent = row('lookup_unanswered', saidDetail('unknown', null, { kind: 'unknown', cause: 'timeout' }));
    const said = providerSaid(chained([answered(payment()), silent]), null);
    expect(said).toMatchObject({ seq: 2, answer: 'unanswered', holdsNothing: false });
    expect(providerSaid(chained([silent, answered(payment())]), null)).toMatchObject({ seq: 2, answer: 'found' });
  });

  it('about another charge is kept apart from the one about the order’s own payment', () => {
    const rows = chained([
      answered(payment()),
      answered(payment({ providerReference: 'pi_2', status: 'succeeded' }), { asked_reference: 'pi_2' }),
    ]);
    expect(providerSaid(rows, null)).toMatchObject({ seq: 1, ofOtherCharge: false, captured: false });
    expect(providerSaid(rows, 'pi_2')).toMatchObject({ seq: 2, ofOtherCharge: true, captured: true });
    expect(providerSaid(rows, 'pi_3')).toBeNull();
  });

  it.each(['webhook_received', 'call_answered', 'ledger_swept'] as const)('is not its last after a %s', (kind) => {
    const rows = chained([answered(payment()), row(kind)]);
    expect(saidSince(rows, providerSaid(rows, null))).toBe(true);
    const before = chained([row(kind), answered(payment())]);
    expect(saidSince(before, providerSaid(before, null))).toBe(false);
  });

  it('stays its last while only we or people say something', () => {
    const rows = chained([answered(payment()), row('note_added'), row('call_unanswered'), row('customer_told')]);
    expect(saidSince(rows, providerSaid(rows, null))).toBe(false);
  });
});

describe('a case', () => {
  const opened = (caseId: string, reference: string | null) => row('case_opened', { case_id: caseId }, reference);
  const own = [{ kind: 'authorize' as const, providerReference: 'pi_1' }];

  it('is about the order’s own payment, unless its opening names another charge', () => {
    const rows = chained([opened('case:a', null), opened('case:b', 'pi_1'), opened('case:c', 'pi_2')]);
    expect(['case:a', 'case:b', 'case:c', 'case:d'].map((id) => otherChargeOf(rows, id, own))).toEqual([
      null,
      null,
      'pi_2',
      null,
    ]);
    expect(otherChargeOf(rows, null, own)).toBeNull();
    expect(otherChargeOf(rows, 'case:c', [{ kind: 'authorize', providerReference: null }])).toBe('pi_2');
  });

  it('that follows a closed one is found under either id', () => {
    const rows = chained([opened('case:order-42:sweep', 'pi_2'), opened('case:order-42:v5', null)]);
    expect(openingRow(rows, 'case:order-42:sweep:2')?.seq).toBe(1);
    expect(openingRow(rows, 'case:order-42:sweep2')).toBeNull();
    const witnessed = chained([opened('case:order-42:sweep', 'pi_2'), opened('case:order-42:sweep:2', 'pi_3')]);
    expect(openingRow(witnessed, 'case:order-42:sweep:2')?.seq).toBe(2);
    expect(openingRow(witnessed, 'case:order-42:sweep')?.seq).toBe(1);
  });
});

/**
 * What the provider said to a look-up, written into evidence and read back from it: a repair rests on the row, never on what a page
 * sends along.
 */
import type { EvidenceDetail, EvidenceKind, EvidenceRow } from './evidence';
import { detailMoney, detailNumber, detailText } from './evidence-detail';
import type { PaymentOutcome, ProviderPayment } from './payment';
import type { ProviderSaid } from './repair/repair';

/** Facts of a look-up's answer beside its outcome. */
export function saidDetail(
  answer: 'found' | 'not_found' | 'unknown',
  payment: ProviderPayment | null,
  outcome: PaymentOutcome,
): EvidenceDetail {
  const base = { answer, holds_nothing: holdsNothing(outcome) };
  if (payment === null) return base;
  const moved = payment.status === 'requires_capture' || payment.status === 'succeeded';
  return {
    ...base,
    provider_status: payment.status,
    ...(moved ? { amount_minor: payment.amount.amountMinor, currency: payment.amount.currency } : {}),
    captured: payment.status === 'succeeded',
    refunded_minor: payment.refundedMinor,
  };
}

/** No money is held, and none can be on its way. */
function holdsNothing(outcome: PaymentOutcome): boolean {
  switch (outcome.kind) {
    case 'declined':
    case 'voided':
    case 'refunded':
    case 'never_accepted':
      return true;
    case 'authorized':
    case 'requires_action':
    case 'processing':
    case 'unknown':
      return false;
    default:
      return outcome satisfies never;
  }
}

/**
 * The provider's last word on one charge.
 * @param reference of another charge than the order's own payment (a duplicate's); null for its own.
 */
export function providerSaid(evidence: readonly EvidenceRow[], reference: string | null): ProviderSaid | null {
  const row = evidence.findLast(
    ({ detail, kind }) =>
      ASKED.includes(kind) && detail.answer !== undefined && (detail.asked_reference ?? null) === reference,
  );
  return row === undefined ? null : saidIn(row, reference !== null);
}

/** Whether the provider has said something else of the order's money since: what it said then is not its last word. */
export function saidSince(evidence: readonly EvidenceRow[], said: ProviderSaid | null): boolean {
  return said !== null && evidence.some(({ kind, seq }) => seq > said.seq && UNASKED.includes(kind));
}

/** The last row in which the provider said anything, asked or not; 0 while it has said nothing. */
export function heardUntil(evidence: readonly Pick<EvidenceRow, 'kind' | 'seq'>[]): number {
  return evidence.findLast(({ kind }) => ASKED.includes(kind) || UNASKED.includes(kind))?.seq ?? 0;
}

const ASKED: readonly EvidenceKind[] = ['lookup_answered', 'lookup_unanswered'];
/** What it says by itself, or to machines; a void that was acknowledged is news too. */
const UNASKED: readonly EvidenceKind[] = ['webhook_received', 'call_answered', 'ledger_swept'];

function saidIn(row: EvidenceRow, ofOtherCharge: boolean): ProviderSaid {
  const answer = detailText(row, 'answer');
  return {
    seq: row.seq,
    observedAtMs: row.observedAtMs,
    answer: answer === 'found' || answer === 'not_found' ? answer : 'unanswered',
    ofOtherCharge,
    providerReference: row.providerReference,
    amount: detailMoney(row),
    captured: row.detail.captured === true,
    refundedMinor: detailNumber(row, 'refunded_minor') ?? 0,
    holdsNothing: row.detail.holds_nothing === true,
  };
}

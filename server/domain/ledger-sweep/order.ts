/**
 * One order against the charges that name it. Whoever is still at work on the order, a ladder, a queue, a follow-up, is left alone:
 * a sweep finds what nobody is at. What the provider knows and we hold open is news, not a disagreement.
 */
import { isReturned, ownDisagreements } from './own';
import { aboutFinding, type Finding, type News, type SettledCase, type SweepReason } from './finding';
import { followUpNews, paymentNews } from './news';
import { heldMinor, type ListedCharge, type SweptOperation, type SweptOrder } from './sides';
import { awaitsOutcome } from '../order';
import { isOpen } from '../payment-operation';

export type Verdict = 'agreed' | 'waiting' | 'found';

/** Of one charge, or of a payment that the provider does not know. */
export interface Judged {
  readonly providerReference: string;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly news: readonly News[];
}

export interface Circumstances {
  /** References that the provider, asked for them singly after the settle time, does not know. */
  readonly absent: ReadonlySet<string>;
  /** An order younger than this, or changed within half of it, is on its way. */
  readonly youngMs: number;
  readonly nowMs: number;
}

/** @param charges all that name the order, of whatever window. */
export function judgeSweptOrder(order: SweptOrder, charges: readonly ListedCharge[], at: Circumstances): Judged[] {
  const pay = order.operations.find(({ kind }) => kind === 'authorize') ?? null;
  const own = pay === null ? null : ownCharge(pay, charges);
  const isYoung = isYoungNow(order, at);
  const judged = charges.map((charge) =>
    pay !== null && charge === own
      ? judgeOwn(order, pay, charge, isYoung)
      : judgeOther(order, pay, own, charge, isYoung),
  );
  const missing =
    pay === null || own !== null ? null : judgeMissing(order, pay, isYoung || isOnItsWay(order), at.absent);
  return missing === null ? judged : [...judged, missing];
}

/** Cases of earlier sweeps that this comparison proves to be over; the others stay a person's. */
export function settledBy(order: SweptOrder, judged: readonly Judged[]): SettledCase[] {
  const agreed = new Set(judged.filter(({ verdict }) => verdict === 'agreed').map((each) => each.providerReference));
  return order.openCases.flatMap(({ about, caseId }) =>
    [...agreed].flatMap((providerReference): SettledCase[] => {
      const proven = PROVEN_BY_AGREEMENT.some(
        (reason) => about === `case:${order.orderId}:${aboutFinding({ reason, providerReference })}`,
      );
      return proven ? [{ orderId: order.orderId, caseId, providerReference }] : [];
    }),
  );
}

/** That both sides agree again settles these; a wrong amount, a duplicate or money without an order are a person's to end. */
const PROVEN_BY_AGREEMENT: readonly SweepReason[] = [
  'order_without_payment',
  'provider_has_no_record',
  'compensation_failed',
  'capture_failed',
];

/** The order's payment: the charge that we recorded; while we recorded none, the one made as its operation, rather one with money. */
function ownCharge(pay: SweptOperation, charges: readonly ListedCharge[]): ListedCharge | null {
  if (pay.providerReference !== null)
    return charges.find(({ payment }) => payment.providerReference === pay.providerReference) ?? null;
  const made = charges.filter(({ operation }) => operation === pay.operation);
  return made.find(({ payment }) => heldMinor(payment) > 0) ?? made[0] ?? null;
}

function judgeOwn(order: SweptOrder, pay: SweptOperation, own: ListedCharge, isYoung: boolean): Judged {
  const { providerReference } = own.payment;
  const news = [...paymentNews(order, pay, own), ...followUpNews(order, own)];
  if (news.length > 0) return { providerReference, verdict: 'waiting', findings: [], news };
  if (isYoung || isOnItsWay(order) || isOpen(pay.state) || awaitsOutcome(order.state))
    return waiting(providerReference);
  return judgement(
    order,
    providerReference,
    ownDisagreements(order, pay, own.payment).map(([reason, amountMinor]) =>
      finding(order, reason, own, amountMinor, true),
    ),
  );
}

/** A charge that names the order and is not its payment. */
function judgeOther(
  order: SweptOrder,
  pay: SweptOperation | null,
  own: ListedCharge | null,
  charge: ListedCharge,
  isYoung: boolean,
): Judged {
  const { providerReference } = charge.payment;
  const held = heldMinor(charge.payment);
  const givingBack = order.operations.filter((each) => each.providerReference === providerReference);
  if (held === 0) return judgement(order, providerReference, []);
  if (isYoung || givingBack.some(isPlanned)) return waiting(providerReference);
  const reason = reasonOfOther(order, pay, own, givingBack);
  return judgement(order, providerReference, [finding(order, reason, charge, held, false)]);
}

function reasonOfOther(
  order: SweptOrder,
  pay: SweptOperation | null,
  own: ListedCharge | null,
  givingBack: readonly SweptOperation[],
): SweepReason {
  if (pay === null) return 'payment_without_order';
  if (givingBack.some(({ state }) => state === 'acknowledged')) return 'compensation_failed';
  const ownHolds = own === null ? pay.state === 'authorized' : heldMinor(own.payment) > 0;
  return order.state === 'failed_safely' && !ownHolds ? 'stray_authorization' : 'duplicate_authorization';
}

/** We recorded a payment, and the provider does not know it. */
function judgeMissing(
  order: SweptOrder,
  pay: SweptOperation,
  isMoving: boolean,
  absent: ReadonlySet<string>,
): Judged | null {
  const { providerReference } = pay;
  const isClaimed = pay.state === 'authorized' || isReturned(pay.state);
  if (providerReference === null || !absent.has(providerReference) || !isClaimed || isMoving) return null;
  if (order.state === 'order_confirmed' && pay.state !== 'authorized') return null;
  const reason = order.state === 'order_confirmed' ? 'order_without_payment' : 'provider_has_no_record';
  return judgement(order, providerReference, [
    {
      orderId: order.orderId,
      reason,
      providerReference,
      atRisk: order.total,
      listed: null,
      isOwn: true,
      isKnown: isKnown(order, reason),
    },
  ]);
}

function finding(
  order: SweptOrder,
  reason: SweepReason,
  { payment }: ListedCharge,
  amountMinor: number,
  isOwn: boolean,
): Finding {
  const { amount, providerReference } = payment;
  const currency = reason === 'order_without_payment' ? order.total.currency : amount.currency;
  return {
    orderId: order.orderId,
    reason,
    providerReference,
    atRisk: { amountMinor, currency },
    listed: payment,
    isOwn,
    isKnown: isKnown(order, reason),
  };
}

/** Of the same kind, opened by another: a sweep's own cases are told apart by what they are about. */
function isKnown(order: SweptOrder, reason: SweepReason): boolean {
  return order.openCases.some(
    (each) => each.reason === reason && !each.about.startsWith(`case:${order.orderId}:sweep:`),
  );
}

function judgement(order: SweptOrder, providerReference: string, found: readonly Finding[]): Judged {
  const findings = found.filter((each) => !order.accepted.includes(`case:${order.orderId}:${aboutFinding(each)}`));
  return { providerReference, verdict: findings.length === 0 ? 'agreed' : 'found', findings, news: [] };
}

const waiting = (providerReference: string): Judged => ({
  providerReference,
  verdict: 'waiting',
  findings: [],
  news: [],
});

const isPlanned = ({ nextCheckAtMs, state }: SweptOperation): boolean => isOpen(state) && nextCheckAtMs !== null;

/** Machines are at it by themselves. */
const isOnItsWay = (order: SweptOrder): boolean => order.queued || order.operations.some(isPlanned);

function isYoungNow(order: SweptOrder, { nowMs, youngMs }: Circumstances): boolean {
  const changedAtMs = Math.max(order.updatedAtMs, ...order.operations.map(({ updatedAtMs }) => updatedAtMs));
  return nowMs - order.createdAtMs < youngMs || nowMs - changedAtMs < youngMs / 2;
}

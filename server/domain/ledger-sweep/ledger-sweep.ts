/**
 * The ledger sweep: one window of the provider's own list against our records, compared from both sides. Pure: the same two sides
 * give the same answer, in whatever order or pages they came.
 */
import type { Finding, News, SettledCase } from './finding';
import { type Circumstances, judgeSweptOrder, settledBy, type Verdict } from './order';
import { heldMinor, isOurs, type ListedCharge, type SweptOrder } from './sides';

export interface SweptSides extends Circumstances {
  /** Those of the window that this region compares. */
  readonly charges: readonly ListedCharge[];
  /** Charges of other windows that orders of this one have: they bear witness and are counted in their own. */
  readonly beside: readonly ListedCharge[];
  /** The orders that the charges name, and those that must have one. */
  readonly orders: readonly SweptOrder[];
  /** What this store's payments carry on a shared account; absent or null: the account is its alone. */
  readonly accountMark?: string | null;
  /** References of charges without an order that a person has answered for; absent: none. */
  readonly decided?: ReadonlySet<string>;
}

export interface SweepResult {
  /** How many were compared: agreed, waiting and those with a finding. */
  readonly charges: number;
  readonly agreed: number;
  /** On their way, or news just now: a later pass compares them. */
  readonly waiting: number;
  readonly findings: readonly Finding[];
  readonly news: readonly News[];
  readonly settled: readonly SettledCase[];
}

export function compareWindow(sides: SweptSides): SweepResult {
  const known = new Set(sides.orders.map(({ orderId }) => orderId));
  const inWindow = byReference(sides.charges.filter((each) => isOurs(each, sides.accountMark ?? null, known)));
  const all = [...byReference([...sides.beside, ...inWindow.values()]).values()];
  const charges = [...all].sort((a, b) => a.createdAtMs - b.createdAtMs || compareText(referenceOf(a), referenceOf(b)));
  const orders = [...sides.orders].sort((a, b) => compareText(a.orderId, b.orderId));
  const unclaimed = charges.filter(({ orderId }) => orderId === null || !known.has(orderId));
  const named = byOrder(charges);

  const strangers = unclaimed.map((charge) => judgeUnclaimed(charge, sides));
  const judged = orders.map((order) => ({
    order,
    judged: judgeSweptOrder(order, named.get(order.orderId) ?? [], sides),
  }));
  const everything = [...strangers, ...judged.flatMap((each) => each.judged)];
  const count = (verdict: Verdict) =>
    everything.filter((each) => each.verdict === verdict && inWindow.has(each.providerReference)).length;
  return {
    charges: inWindow.size,
    agreed: count('agreed'),
    waiting: count('waiting'),
    findings: everything.flatMap(({ findings }) => findings),
    news: everything.flatMap(({ news }) => news),
    settled: judged.flatMap((each) => settledBy(each.order, each.judged)),
  };
}

/** A charge that names no order, or one that its region does not have. */
function judgeUnclaimed({ createdAtMs, orderId, payment }: ListedCharge, { decided, nowMs, youngMs }: SweptSides) {
  const { amount, providerReference } = payment;
  const held = heldMinor(payment);
  const found: Finding = {
    orderId: orderId ?? '',
    reason: 'payment_without_order',
    providerReference,
    atRisk: { amountMinor: held, currency: amount.currency },
    listed: payment,
    isOwn: false,
    isKnown: false,
  };
  const isSettled = held === 0 || decided?.has(providerReference) === true;
  const verdict: Verdict = isSettled ? 'agreed' : nowMs - createdAtMs < youngMs ? 'waiting' : 'found';
  return { providerReference, verdict, findings: verdict === 'found' ? [found] : [], news: [] };
}

const referenceOf = ({ payment }: ListedCharge): string => payment.providerReference;

const byReference = (charges: readonly ListedCharge[]): ReadonlyMap<string, ListedCharge> =>
  new Map(charges.map((charge) => [referenceOf(charge), charge]));

function byOrder(charges: readonly ListedCharge[]): ReadonlyMap<string | null, readonly ListedCharge[]> {
  const named = new Map<string | null, ListedCharge[]>();
  for (const charge of charges) {
    const own = named.get(charge.orderId);
    if (own === undefined) named.set(charge.orderId, [charge]);
    else own.push(charge);
  }
  return named;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Matching three ways: a line of the statement, our payment operation and its order, and the charge as the provider told us of it when
 * it was made. A charge is settled by the order's capture, a refund by one refund of ours; one operation is settled once.
 */
import { money, type Money } from '../money';
import { paymentOperation } from '../operation';
import { isOpen, type PaymentOperationKind, type PaymentOperationState } from '../payment-operation';
import { OPERATION_STATE_WORDS } from '../payment-operation-words';
import { signedMoneyWords } from './amount';
import type { StatementLine } from './line';
import type { DifferenceField, JudgedLine, LineDifference, SignedAmount } from './verdict';

export interface OurOperation {
  readonly operation: string;
  readonly kind: PaymentOperationKind;
  readonly state: PaymentOperationState;
  readonly amount: Money;
  /** What the provider said it holds; null while it has not. */
  readonly authorized: Money | null;
  readonly providerReference: string | null;
}

export interface OurOrder {
  readonly orderId: string;
  readonly operations: readonly OurOperation[];
  /** Lines that settled operations of this order before, also of other statements. */
  readonly settled: readonly { readonly operation: string; readonly balanceTransactionId: string }[];
}

/**
 * @param ours every order of this region that the lines may be of. Lines are judged in their order: the first settles.
 * @param accountMark what this store's payments carry on a shared account; null: the account is its alone.
 */
export function matchLines(
  lines: readonly StatementLine[],
  ours: readonly OurOrder[],
  accountMark: string | null = null,
): readonly JudgedLine[] {
  const byOrder = new Map(ours.map((order) => [order.orderId, order]));
  const orderOfCharge = new Map(
    ours.flatMap(({ operations, orderId }) => operations.map((each) => [each.providerReference, orderId] as const)),
  );
  return lines.map((line) => {
    const orderId = line.orderId ?? (line.paymentIntentId === null ? null : orderOfCharge.get(line.paymentIntentId));
    const order = orderId === null || orderId === undefined ? undefined : byOrder.get(orderId);
    const judged = matchLine(line, order ?? null, accountMark);
    if (order !== undefined && judged.operation !== null) {
      const settled = { operation: judged.operation, balanceTransactionId: line.balanceTransactionId };
      byOrder.set(order.orderId, { ...order, settled: [...order.settled, settled] });
    }
    return judged;
  });
}

/** Whether a line is of a payment at all; the account's own lines (fees, transfers) are not. */
export function namesPayment({ category, orderId, paymentIntentId }: StatementLine): boolean {
  return category === 'charge' || category === 'refund' || orderId !== null || paymentIntentId !== null;
}

/** Another system's, on a shared account. A file that does not tell the mark proves nothing of whose a line is. */
const isOthers = ({ accountMark: marked = null }: StatementLine, accountMark: string | null): boolean =>
  accountMark !== null && marked !== null && marked !== accountMark;

function matchLine(line: StatementLine, order: OurOrder | null, accountMark: string | null): JudgedLine {
  const theirs = amountOf(line);
  if (!namesPayment(line)) return judged(line, null, 'not_compared', []);
  if (order === null) {
    const named = line.orderId ?? line.paymentIntentId ?? line.chargeId ?? 'no order';
    if (isOthers(line, accountMark)) return judged(line, null, 'not_compared', [said('order', named, 'not ours')]);
    return judged(line, null, 'missing_ours', [said('order', named, 'no such order')]);
  }
  const operation = operationOf(line, order, theirs);
  if (operation === null) {
    const what = `${line.category} of ${signedMoneyWords(theirs.minor, theirs.currency)}`;
    return judged(line, order, 'different', [said('operation', what, NO_OPERATION[settlesKind(line) ?? 'none'])]);
  }
  if (isOpen(operation.state))
    return judged(line, order, 'not_compared', [said('state', line.category, 'not known yet')], operation);
  const differences = [
    ...compareAmounts(line, theirs, operation, order),
    ...compareNames(line, operation, order),
    ...compareSettled(line, operation, order),
  ];
  return judged(line, order, differences.length === 0 ? 'matched' : 'different', differences, operation);
}

const NO_OPERATION = {
  capture: 'no capture of this order',
  refund: 'no further refund of this order',
  none: 'nothing of this kind',
} as const;

/** The kind of our operation that this line settles; null when we have none of that kind (a dispute, a failed refund). */
function settlesKind({ category }: StatementLine): 'capture' | 'refund' | null {
  return category === 'charge' ? 'capture' : category === 'refund' ? 'refund' : null;
}

/** What was moved, as the customer saw it where the account is settled in another currency. */
function amountOf({ currency, customerFacing, grossMinor }: StatementLine): SignedAmount {
  return customerFacing === null || customerFacing.currency === currency
    ? { minor: grossMinor, currency }
    : customerFacing;
}

/** The operation that the line settles. A refund that names none is the one of its amount, and of those one that no line settled yet. */
function operationOf(line: StatementLine, order: OurOrder, theirs: SignedAmount): OurOperation | null {
  const kind = settlesKind(line);
  const ofKind = order.operations.filter((each) => each.kind === kind);
  if (kind !== 'refund') return ofKind[0] ?? null;
  if (line.refundOperation !== null) return ofKind.find((each) => each.operation === line.refundOperation) ?? null;
  const left = ofKind.filter((each) => settledBefore(line, each, order) === null);
  return left.find(({ amount }) => amount.amountMinor === -theirs.minor) ?? left[0] ?? null;
}

function settledBefore(line: StatementLine, { operation }: OurOperation, { settled }: OurOrder): string | null {
  const other = settled.find(
    (each) => each.operation === operation && each.balanceTransactionId !== line.balanceTransactionId,
  );
  return other?.balanceTransactionId ?? null;
}

function compareAmounts(
  line: StatementLine,
  theirs: SignedAmount,
  operation: OurOperation,
  order: OurOrder,
): LineDifference[] {
  const ours = signed(operation);
  const pay = order.operations.find(({ kind }) => kind === 'authorize')?.authorized ?? null;
  const net = line.grossMinor - line.feeMinor;
  const differences: LineDifference[] = [];
  if (operation.state !== 'acknowledged')
    differences.push(said('state', `${line.category} was made`, OPERATION_STATE_WORDS[operation.state]));
  if (theirs.currency !== ours.currency) differences.push(said('currency', theirs.currency, ours.currency));
  else if (theirs.minor !== ours.minor) differences.push(said('amount', words(theirs), words(ours)));
  // a part of what was held may be captured, and never more
  if (pay !== null && (pay.currency !== theirs.currency || Math.abs(theirs.minor) > pay.amountMinor))
    differences.push(said('recorded_charge', words(theirs), words({ minor: pay.amountMinor, currency: pay.currency })));
  if (net !== line.netMinor)
    differences.push(said('net', words({ ...line, minor: line.netMinor }), words({ ...line, minor: net })));
  return differences;
}

function compareNames(line: StatementLine, operation: OurOperation, order: OurOrder): LineDifference[] {
  const differences: LineDifference[] = [];
  const { paymentIntentId, paymentOperation: named } = line;
  if (paymentIntentId !== null && operation.providerReference !== paymentIntentId)
    differences.push(said('payment_intent_id', paymentIntentId, operation.providerReference ?? 'none'));
  if (named !== null && named !== paymentOperation(order.orderId))
    differences.push(said('payment_operation', named, paymentOperation(order.orderId)));
  return differences;
}

function compareSettled(line: StatementLine, operation: OurOperation, order: OurOrder): LineDifference[] {
  const before = settledBefore(line, operation, order);
  return before === null
    ? []
    : [said('settled_before', `${line.balanceTransactionId} and ${before}`, `${operation.operation}, once`)];
}

function judged(
  line: StatementLine,
  order: OurOrder | null,
  verdict: JudgedLine['verdict'],
  differences: readonly LineDifference[],
  operation: OurOperation | null = null,
): JudgedLine {
  const theirs = amountOf(line);
  const ours = operation === null ? null : signed(operation);
  const differs = verdict === 'different' || verdict === 'missing_ours';
  return {
    lineId: line.balanceTransactionId,
    lineNo: line.lineNo,
    verdict,
    orderId: order?.orderId ?? line.orderId ?? '',
    isOrderKnown: order !== null,
    operation: operation?.operation ?? null,
    category: line.category,
    paymentIntentId: line.paymentIntentId,
    createdAtMs: line.createdAtMs,
    theirs,
    ours,
    feeMinor: line.feeMinor,
    differences,
    atRisk: differs ? atRiskOf(line, theirs, ours, differences) : null,
  };
}

/** Between two amounts of one currency, and within a line that does not add up, only their difference; otherwise the whole. */
function atRiskOf(
  line: StatementLine,
  theirs: SignedAmount,
  ours: SignedAmount | null,
  differences: readonly LineDifference[],
): Money {
  const fields = new Set<DifferenceField>(differences.map(({ field }) => field));
  const only = (...allowed: DifferenceField[]) => [...fields].every((field) => allowed.includes(field));
  if (ours !== null && fields.has('amount') && only('amount', 'recorded_charge', 'net'))
    return money(Math.abs(theirs.minor - ours.minor), theirs.currency);
  if (only('net')) return money(Math.abs(line.grossMinor - line.feeMinor - line.netMinor), line.currency);
  return money(Math.abs(theirs.minor), theirs.currency);
}

/** A capture brings money, a refund gives it back. */
function signed({ amount, kind }: OurOperation): SignedAmount {
  return { minor: kind === 'refund' ? -amount.amountMinor : amount.amountMinor, currency: amount.currency };
}

const words = ({ currency, minor }: SignedAmount): string => signedMoneyWords(minor, currency);
const said = (field: DifferenceField, theirs: string, ours: string): LineDifference => ({ field, theirs, ours });

/** An operation that the provider acknowledged within the statement's period, and of which it has no line. */
export interface Unlined {
  readonly orderId: string;
  readonly operation: string;
  readonly kind: 'capture' | 'refund';
  readonly amount: Money;
  readonly providerReference: string | null;
  readonly acknowledgedAtMs: number;
}

export function missingInTheirs(unlined: Unlined): JudgedLine {
  const { amount, kind, operation, orderId, providerReference } = unlined;
  const ours: SignedAmount = {
    minor: kind === 'refund' ? -amount.amountMinor : amount.amountMinor,
    currency: amount.currency,
  };
  return {
    lineId: operation,
    lineNo: 0,
    verdict: 'missing_theirs',
    orderId,
    isOrderKnown: true,
    operation,
    category: kind === 'capture' ? 'charge' : 'refund',
    paymentIntentId: providerReference,
    createdAtMs: unlined.acknowledgedAtMs,
    theirs: null,
    ours,
    feeMinor: 0,
    differences: [said('line', 'no line', `${operation}, ${words(ours)}`)],
    atRisk: amount,
  };
}

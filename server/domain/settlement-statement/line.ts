/**
 * One line of a settlement statement, read from its cells: amounts in signed minor units, instants in epoch milliseconds. A line is
 * read whole or not at all; each cell that cannot be read is named with what was expected there.
 */
import { orderIdOfOperation } from '../operation';
import { minorDigitsOf, minorFromDecimal } from './amount';
import { cellOf, shortened, type StatementColumn, type StatementHeader, type StatementProblem } from './columns';

export interface StatementLine {
  /** In the file; the names of the columns stand on 1. */
  readonly lineNo: number;
  readonly balanceTransactionId: string;
  readonly createdAtMs: number;
  /** ISO 4217, upper case: what the account is settled in. */
  readonly currency: string;
  /** Minor units; negative when money leaves the account. */
  readonly grossMinor: number;
  readonly feeMinor: number;
  readonly netMinor: number;
  /** The provider's word: `charge`, `refund`, `dispute`, `fee` and others. */
  readonly category: string;
  readonly sourceId: string | null;
  readonly chargeId: string | null;
  readonly paymentIntentId: string | null;
  /** What the customer was charged or given back, where the file tells. */
  readonly customerFacing: { readonly minor: number; readonly currency: string } | null;
  /** The order that the payment names. */
  readonly orderId: string | null;
  /** `pay:ORDER_ID`, as the payment carries it. */
  readonly paymentOperation: string | null;
  /** The store that the payment says it was made by, '' for none; null where the file has no such column, absent from an older peer. */
  readonly accountMark?: string | null;
  /** `refund:ORDER_ID:n`, as the refund carries it. */
  readonly refundOperation: string | null;
}

export type LineRead =
  | { readonly kind: 'line'; readonly line: StatementLine }
  | { readonly kind: 'problems'; readonly problems: readonly StatementProblem[] };

const MOST_ID_CHARACTERS = 255;

export function readLine(header: StatementHeader, cells: readonly string[], lineNo: number): LineRead {
  const problems: StatementProblem[] = [];
  const fail = (column: string | null, found: string, expected: string): void => {
    problems.push({ lineNo, column, found: shortened(found), expected });
  };
  if (cells.length !== header.width) {
    fail(null, `${cells.length} cells`, `${header.width} cells, as many as there are columns.`);
    return { kind: 'problems', problems };
  }
  const at = (column: StatementColumn): string => cellOf(header, cells, column);
  const id = (column: StatementColumn): string | null => {
    const text = at(column);
    if (text === '') return null;
    if (text.length <= MOST_ID_CHARACTERS && !/\p{Cc}/u.test(text)) return text;
    fail(column, text, `At most ${MOST_ID_CHARACTERS} characters, without control characters.`);
    return null;
  };
  const neededId = (column: StatementColumn, example: string): string => {
    const text = id(column);
    if (text === null && at(column) === '') fail(column, '', `An id such as ${example}.`);
    return text ?? '';
  };
  const currency = currencyOf(at('currency'), 'currency', fail);
  const amount = (column: StatementColumn): number => amountOf(at(column), currency, column, fail);
  const paymentOperation = id('payment_metadata[payment_operation]');
  const line: StatementLine = {
    lineNo,
    balanceTransactionId: neededId('balance_transaction_id', 'txn_1PqrStu'),
    createdAtMs: instantOf(at('created_utc'), fail),
    currency,
    grossMinor: amount('gross'),
    feeMinor: amount('fee'),
    netMinor: amount('net'),
    category: neededId('reporting_category', 'charge').toLowerCase(),
    sourceId: id('source_id'),
    chargeId: id('charge_id'),
    paymentIntentId: id('payment_intent_id'),
    customerFacing: customerFacingOf(at('customer_facing_amount'), at('customer_facing_currency'), fail),
    orderId: id('payment_metadata[order_id]') ?? orderOf(paymentOperation),
    paymentOperation,
    accountMark: header.places.has('payment_metadata[evident_store]') ? at('payment_metadata[evident_store]') : null,
    refundOperation: id('refund_metadata[payment_operation]'),
  };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'line', line };
}

type Fail = (column: StatementColumn, found: string, expected: string) => void;

const orderOf = (operation: string | null): string | null =>
  operation === null ? null : orderIdOfOperation(operation);

function currencyOf(text: string, column: StatementColumn, fail: Fail): string {
  if (/^[a-z]{3}$/i.test(text)) return text.toUpperCase();
  fail(column, text, 'A currency of three letters, such as eur.');
  return 'XXX';
}

function amountOf(text: string, currency: string, column: StatementColumn, fail: Fail): number {
  const minor = minorFromDecimal(text, currency);
  if (minor !== null) return minor;
  const example = { 0: '4900', 2: '49.00', 3: '49.000' }[minorDigitsOf(currency)];
  fail(column, text, `An amount such as ${example}: digits and a point, no separator of thousands.`);
  return 0;
}

function customerFacingOf(amount: string, code: string, fail: Fail): StatementLine['customerFacing'] {
  if (amount === '' || code === '') return null;
  const currency = currencyOf(code, 'customer_facing_currency', fail);
  return { minor: amountOf(amount, currency, 'customer_facing_amount', fail), currency };
}

const UTC_INSTANT = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?: UTC|Z)?$/;

/** `created_utc` carries no zone: it is UTC by its name. */
function instantOf(text: string, fail: Fail): number {
  const [, day, time] = UTC_INSTANT.exec(text) ?? [];
  const atMs = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`);
  // a parser may take 31 February for 3 March
  if (!Number.isNaN(atMs) && new Date(atMs).toISOString().slice(0, 10) === day) return atMs;
  fail('created_utc', text, 'A time in UTC such as 2026-11-22 14:05:00.');
  return 0;
}

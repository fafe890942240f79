/**
 * The provider's settlement report, from its own ledger: an itemized "balance change from activity" in Stripe's columns and forms
 * (decimals of the major unit, lower-case currencies, times in UTC). What was held and given back was never settled, so it has no line.
 * Source: https://docs.stripe.com/reports/report-types/balance, balance_change_from_activity.itemized.3
 */
import type { Books } from './books';
import type { IntentRecord, LedgerRow, RefundRecord } from './records';

const COLUMNS = [
  'balance_transaction_id',
  'created_utc',
  'created',
  'available_on_utc',
  'available_on',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
  'description',
  'customer_facing_amount',
  'customer_facing_currency',
  'automatic_payout_id',
  'charge_id',
  'payment_intent_id',
  'charge_created_utc',
  'payment_method_type',
  'payment_metadata[order_id]',
  'payment_metadata[payment_operation]',
  'refund_metadata[payment_operation]',
] as const;

type Line = Record<(typeof COLUMNS)[number], string>;

const DAY_MS = 24 * 3_600_000;
const SETTLED_AFTER_MS = 2 * DAY_MS;
const LINES_PER_CHUNK = 500;
/** Of a charge: 1.4 % and 25 minor units of a currency with two digits. A refund gives no fee back. */
const FEE_PER_MILLE = 14;
const FEE_FIXED_MINOR = 25;
const WITHOUT_MINOR_UNIT = [
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
];
const WITH_THREE_DIGITS = ['bhd', 'jod', 'kwd', 'omr', 'tnd'];

/** @param toMs exclusive. */
export function* balanceReport(books: Books, fromMs: number, toMs: number): Generator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  const refunds = refundsByMoment(books);
  let chunk: string[] = [];
  for (const row of books.ledger.rows(null).slice()) {
    const atMs = Date.parse(row.at);
    const intent = books.intents.get(row.payment_intent);
    if (atMs < fromMs || atMs >= toMs || intent === undefined) continue;
    const line = lineOf(row, intent, refunds.get(momentOf(row.payment_intent, atMs, row.amount_minor)) ?? null);
    if (line === null) continue;
    chunk.push(`${COLUMNS.map((column) => quoted(line[column])).join(',')}\r\n`);
    if (chunk.length < LINES_PER_CHUNK) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}

function lineOf(row: LedgerRow, intent: IntentRecord, refund: RefundRecord | null): Line | null {
  switch (row.kind) {
    case 'captured':
      return settled(row, intent, null);
    case 'refunded':
      return settled(row, intent, refund);
    case 'authorized':
    case 'voided':
    case 'declined':
      return null;
    default:
      return row.kind satisfies never;
  }
}

function settled(row: LedgerRow, intent: IntentRecord, refund: RefundRecord | null): Line {
  const isRefund = row.kind === 'refunded';
  const digits = digitsOf(intent.currency);
  const gross = isRefund ? -row.amount_minor : row.amount_minor;
  const fee = isRefund ? 0 : feeOf(row.amount_minor, digits);
  const created = utc(Date.parse(row.at));
  const available = utc(Math.floor((Date.parse(row.at) + SETTLED_AFTER_MS) / DAY_MS) * DAY_MS);
  const amount = decimal(gross, digits);
  return {
    balance_transaction_id: `txn_sandbox_${String(row.seq).padStart(8, '0')}`,
    created_utc: created,
    created,
    available_on_utc: available,
    available_on: available,
    currency: intent.currency,
    gross: amount,
    fee: decimal(fee, digits),
    net: decimal(gross - fee, digits),
    reporting_category: isRefund ? 'refund' : 'charge',
    source_id: (isRefund ? refund?.id : intent.charge?.id) ?? '',
    description: intent.description ?? '',
    customer_facing_amount: amount,
    customer_facing_currency: intent.currency,
    automatic_payout_id: `po_sandbox_${available.slice(0, 10).replaceAll('-', '')}`,
    charge_id: intent.charge?.id ?? '',
    payment_intent_id: intent.id,
    charge_created_utc: intent.charge === null ? '' : utc(intent.charge.created_at_ms),
    payment_method_type: intent.payment_method_types[0] ?? 'card',
    'payment_metadata[order_id]': intent.metadata.order_id ?? '',
    'payment_metadata[payment_operation]': intent.metadata.payment_operation ?? '',
    'refund_metadata[payment_operation]': refund?.metadata.payment_operation ?? '',
  };
}

/** The ledger knows money and not its papers: a refund is the one of this payment at this moment. */
function refundsByMoment(books: Books): ReadonlyMap<string, RefundRecord> {
  const all = [...books.refunds.newestFirst()];
  return new Map(all.map((refund) => [momentOf(refund.payment_intent, refund.created_at_ms, refund.amount), refund]));
}

const momentOf = (intent: string, atMs: number, amount: number): string => `${intent} ${atMs} ${amount}`;

function feeOf(amountMinor: number, digits: number): number {
  return Math.round((amountMinor * FEE_PER_MILLE) / 1_000) + Math.round(FEE_FIXED_MINOR * 10 ** (digits - 2));
}

const digitsOf = (currency: string): number =>
  WITHOUT_MINOR_UNIT.includes(currency) ? 0 : WITH_THREE_DIGITS.includes(currency) ? 3 : 2;

function decimal(minor: number, digits: number): string {
  const figures = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${figures}` : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

const utc = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

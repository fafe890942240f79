/**
 * What we know, with its source, and what we cannot know yet, with what would settle it. The second list is as much of an
 * answer as the first: it keeps a caller from being told that unknown means no.
 */
import { detailText } from './evidence-detail';
import { outcomeWord } from './evidence-sentence';
import { authorizeOperationOf, type Facts } from './explanation-input';
import { clockSecond } from './instant-words';
import { isFinal } from './order';
import { isOpen } from './payment-operation';
import { callRows, definiteRow, lastStateRow, provableFromMs } from './payment-evidence';
import { SETTLE_TIME_MS } from './payment';
import { submitsOf } from './submits';

export interface KnownFact {
  readonly text: string;
  /** The owner that is the authority for it, and where it is written. */
  readonly source: string;
  /** The row that shows it; null when only a record does. */
  readonly seq: number | null;
}

export interface UnknownFact {
  readonly text: string;
  readonly settledBy: string;
}

export function knownOf(facts: Facts): KnownFact[] {
  return [decisionFact(facts), ...callFact(facts), ...providerFact(facts), ...holdFact(facts)];
}

function decisionFact({ order, evidence }: Facts): KnownFact {
  const seq = lastStateRow(evidence)?.seq ?? null;
  const source = `orders, version ${order.version}`;
  return isFinal(order.state)
    ? { text: 'One intent, decided once', source, seq }
    : { text: 'One intent; no final decision has been made', source, seq };
}

function callFact({ evidence, operations, timeZone }: Facts): KnownFact[] {
  const pay = authorizeOperationOf(operations);
  const { providerCalls } = submitsOf(evidence, operations);
  if (pay === null) return [{ text: 'The provider was never called', source: 'payments, no operation', seq: null }];
  const row = callRows(evidence)[0] ?? evidence.find((each) => each.kind === 'payment_authorizing') ?? null;
  const at = row === null ? '' : `, ${clockSecond(row.observedAtMs, timeZone)}`;
  const source = `payments, ${pay.operation}${at}`;
  if (providerCalls === 0) return [{ text: 'No call to the provider is recorded', source, seq: row?.seq ?? null }];
  const text =
    providerCalls === 1
      ? 'At most one call was made to the provider, never another'
      : `The provider was called ${providerCalls} times under one operation`;
  const witnessed = callRows(evidence).length > 0 && providerCalls === 1;
  return [{ text: witnessed ? 'The provider was called once, never again' : text, source, seq: row?.seq ?? null }];
}

function providerFact({ evidence, timeZone }: Facts): KnownFact[] {
  const row = definiteRow(evidence);
  if (row === null) return [];
  const reference = row.providerReference === null ? '' : `, ${row.providerReference}`;
  return [
    {
      text: `The provider said ${outcomeWord(detailText(row, 'outcome'))}`,
      source: `provider, ${clockSecond(row.observedAtMs, timeZone)}${reference}`,
      seq: row.seq,
    },
  ];
}

function holdFact({ order, evidence, nowMs, timeZone }: Facts): KnownFact[] {
  const reserved = evidence.find((row) => row.kind === 'inventory_reserved');
  if (reserved === undefined || order.heldUntilMs === null) return [];
  const what = detailText(reserved, 'skus') ?? 'Every line';
  const until = clockSecond(order.heldUntilMs, timeZone);
  const text =
    order.heldUntilMs > nowMs
      ? `Held for this order until ${until}: ${what}`
      : `No longer held since ${until}: ${what}`;
  return [{ text, source: `inventory, reserve:${order.orderId}`, seq: reserved.seq }];
}

export function unknownOf({ order, evidence, operations, nowMs, timeZone }: Facts): UnknownFact[] {
  const unknown: UnknownFact[] = [];
  const pay = authorizeOperationOf(operations);
  const provableMs = provableFromMs(evidence);
  if (pay !== null && isOpen(pay.state) && definiteRow(evidence) === null) {
    unknown.push({
      text: 'Whether the provider accepted the charge',
      settledBy: 'settled by a webhook, a look-up that finds it, or the ledger sweep',
    });
    if (provableMs !== null && nowMs < provableMs)
      unknown.push({
        text: 'Whether “not found” means that it never arrived',
        settledBy: `provable from ${clockSecond(provableMs, timeZone)}, settle time ${SETTLE_TIME_MS / 60_000} min`,
      });
  }
  for (const { kind, state, operation } of operations)
    if (kind !== 'authorize' && isOpen(state))
      unknown.push({
        text: `Whether the provider has done the ${kind}`,
        settledBy: `settled by its acknowledgement of ${operation}`,
      });
  if (order.state === 'needs_reconciliation' && pay !== null && !isOpen(pay.state))
    unknown.push({
      text: 'Which record is right',
      settledBy: "settled by a person, with the provider's own record beside ours",
    });
  return unknown;
}

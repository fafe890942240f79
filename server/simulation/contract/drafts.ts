/** Turns drafts into the records that the stores take: placements, decisions, reports. */
import type { DecisionRecord } from '../../domain/decision-record';
import type { NewEvidence } from '../../domain/evidence';
import {
  captureOperation,
  homeRegionOfShard,
  messageIdFor,
  paymentOperation,
  referenceOf,
  refundOperation,
  shardOf,
  voidOperation,
} from '../../domain/ids';
import type { SweepRecord } from '../../domain/ledger-sweep/record';
import type { OrderRecord } from '../../domain/order-record';
import { paymentOutcomeDetail, type PaymentOutcome, supersededBy } from '../../domain/payment';
import type { PaymentReport } from '../../domain/payment-report';
import {
  type Asked,
  type OrderIntent,
  type Placement,
  placeOrder,
  type PlannedOperation,
} from '../../domain/placement';
import type { Command, DecisionDraft, Schema } from './commands';

type Draft<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

export const BEGAN_MS = Date.UTC(2031, 10, 22, 12);
const REGION = 'east';
export const HOLD_MS = 30 * 60_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** Three orders that the east owns and one that it does not. */
export const ORDER_IDS: readonly string[] = (() => {
  const ids: string[] = [];
  for (let n = 0; ids.length < 4; n++) {
    const orderId = `ord_contract${n}`;
    const isEast = homeRegionOfShard(shardOf(orderId)) === REGION;
    if (isEast === ids.length < 3) ids.push(orderId);
  }
  return ids;
})();

export const orderIdOf = (index: number): string => ORDER_IDS[index] ?? '';

const asked: Asked = { requestId: 'req_1', traceId: 'trace_1', region: REGION, nowMs: BEGAN_MS };

export function placementOf({ corruption, order, quantity, scope }: Draft<'place'>): Placement {
  const intent = intentOf(orderIdOf(order), quantity, corruption);
  const refusal = { code: 'payment_unavailable', retryAfterSeconds: 2 };
  const heldUntilMs = BEGAN_MS + HOLD_MS;
  const plan = { deadlineAtMs: BEGAN_MS + 2_000, lastSendAtMs: BEGAN_MS + 12_000, nextCheckAtMs: BEGAN_MS + 3_500 };
  const placement = placeOrder(
    intent,
    scope === 'out_of_stock'
      ? { kind: 'out_of_stock', sku: 'mug' }
      : scope === 'pay'
        ? { kind: 'pay', heldUntilMs, plan }
        : { kind: 'hold_only', heldUntilMs, refusal },
    asked,
  );
  const last = placement.transitions.length - 1;
  switch (corruption) {
    case 'illegal_step':
      return {
        ...placement,
        state: 'order_confirmed',
        transitions: placement.transitions.map((step, n) => (n === last ? { ...step, to: 'order_confirmed' } : step)),
      };
    case 'version_gap':
      return { ...placement, transitions: placement.transitions.filter((_, n) => n !== 1) };
    case 'other_operation_name':
      return placement.operation === null
        ? placement
        : { ...placement, operation: { ...placement.operation, operation: 'pay:someone-else' } };
    case 'none':
    case 'same_sku_twice':
    case 'no_quantity':
    case 'no_total':
    case 'unknown_sku':
      return placement;
    default:
      return corruption satisfies never;
  }
}

function intentOf(orderId: string, quantity: number, corruption: Draft<'place'>['corruption']): OrderIntent {
  const mug = {
    sku: corruption === 'unknown_sku' ? 'nothing' : 'mug',
    name: 'a mug',
    quantity: corruption === 'no_quantity' ? 0 : quantity,
    unitPriceMinor: 1_000,
  };
  const lines =
    corruption === 'same_sku_twice'
      ? [mug, mug]
      : quantity > 2
        ? [mug, { ...mug, sku: 'plate', name: 'a plate' }]
        : [mug];
  return {
    orderId,
    shard: shardOf(orderId),
    region: REGION,
    reference: referenceOf(orderId),
    total: { amountMinor: corruption === 'no_total' ? 0 : 1_000 * quantity, currency: 'EUR' },
    email: 'ada@example.test',
    cartId: 'crt_e_1',
    cartVersion: 2,
    paymentMethod: 'pm_card_visa',
    payloadFingerprint: 'f'.repeat(64),
    statusTokenHash: 'a'.repeat(64),
    lines,
  };
}

export function decisionOf(
  draft: DecisionDraft,
  order: OrderRecord | null,
  epoch: number,
  nowMs: number,
): DecisionRecord {
  const orderId = orderIdOf(draft.order);
  const version = (order?.version ?? 1) + { as_it_is: 0, one_less: -1, one_more: 1 }[draft.version];
  return {
    orderId,
    shard: shardOf(orderId),
    ownerEpoch: draft.epoch === 'current' ? epoch : epoch - 1,
    expectedVersion: version,
    from: draft.from === 'as_it_is' ? (order?.state ?? 'order_intent_saved') : draft.from,
    to: draft.to,
    reason: draft.to === 'failed_safely' ? 'declined' : null,
    hold: draft.hold,
    heldUntilMs: draft.hold === 'extend' ? nowMs + 4 * 3_600_000 : null,
    deadlineAtMs: null,
    operations: moneyOf(draft, orderId, order?.total.amountMinor ?? 1_000, nowMs),
    evidence: [
      evidenceOf(orderId, 'order', nowMs),
      ...caseRows(orderId, 'decided', ['case_opened', 'case_closed'], nowMs),
    ],
    messages: draft.tells
      ? [
          messageOf(orderId, 'order_confirmed', ['mail', 'sales'], {
            reference: 'R',
            email: 'ada@example.test',
            total_minor: 1,
            currency: 'EUR',
            confirmed_at_ms: nowMs,
          }),
        ]
      : [],
    cases: draft.opens ? [caseOf(orderId, 'decided', nowMs)] : [],
    closes: draft.closes ? [{ caseId: `case:${orderId}:decided`, verdict: 'settled' }] : [],
    ...settledBy(draft.repair, orderId),
    consumed:
      draft.consumes === null ? null : { messageId: messageNameOf(orderId, draft.consumes), consumer: 'order-owner' },
    decidedBy: 'system:order-owner',
  };
}

function settledBy(draft: DecisionDraft['repair'], orderId: string): Pick<DecisionRecord, 'repair' | 'refund'> {
  if (draft === null) return { repair: null, refund: null };
  const { how, refundMinor } = draft;
  const repairId = repairIdOf(orderId, draft.click);
  const state = how === 'applied' || how === 'applied_without_after' ? 'applied' : 'refused';
  return {
    repair: {
      repairId,
      state,
      because: how === 'refused' ? 'The order moved.' : null,
      after: how === 'applied' ? { state: 'order_confirmed', version: 5, operation: null } : null,
    },
    refund: refundMinor === null ? null : { amountMinor: refundMinor, repairId },
  };
}

function moneyOf({ money }: DecisionDraft, orderId: string, amountMinor: number, nowMs: number): PlannedOperation[] {
  if (money === 'none') return [];
  const planned = {
    orderId,
    paymentMethod: null,
    providerReference: 'pi_1',
    attempts: 0,
    firstAttemptAtMs: null,
    lastSendAtMs: null,
    nextCheckAtMs: nowMs,
  };
  const amount = { amountMinor: money === 'capture_too_much' ? amountMinor + 1 : amountMinor, currency: 'EUR' };
  switch (money) {
    case 'capture':
    case 'capture_too_much':
      return [{ ...planned, operation: captureOperation(orderId), kind: 'capture', amount }];
    case 'void':
      return [{ ...planned, operation: voidOperation(orderId, 1), kind: 'void', amount }];
    case 'void_of_another':
      return [{ ...planned, operation: voidOperation('ord_another', 1), kind: 'void', amount }];
    case 'refund':
      return [
        { ...planned, operation: refundOperation(orderId, 1), kind: 'refund', amount: { ...amount, amountMinor: 600 } },
      ];
    case 'rest':
      return [{ ...planned, operation: refundOperation(orderId, 2), kind: 'refund', amount }];
    default:
      return money satisfies never;
  }
}

export function sweepOf(draft: Draft<'sweep'>, nowMs: number): SweepRecord {
  const orderId = orderIdOf(draft.order);
  // the last pass is far behind: by both databases' clocks, a hand-over leaves it to sweep
  const fromMs = BEGAN_MS + draft.fromMinute * 60_000 - (draft.pass === 3 ? 10 * YEAR_MS : 0);
  const followsMs = { from: fromMs, nothing: null, earlier: fromMs - 60_000 }[draft.follows];
  const opened = caseOf(orderId, SWEPT, nowMs);
  const { caseId } = opened;
  const [opens, closes] = [
    draft.says === 'opens' || draft.says === 'both',
    draft.says === 'closes' || draft.says === 'both',
  ];
  return {
    region: REGION,
    window: { pass: draft.pass, fromMs, toMs: fromMs + draft.minutes * 60_000, followsMs },
    sweptAtMs: nowMs,
    charges: 3,
    agreed: draft.miscounted ? 3 : 2,
    waiting: 1,
    findings: opens ? 1 : 0,
    opens: opens ? [opened] : [],
    closes: closes ? [{ orderId, caseId, verdict: 'agreed', closedBy: 'system:ledger-sweeper' }] : [],
    evidence: [
      ...(closes ? caseRows(orderId, SWEPT, ['case_closed'], nowMs) : []),
      ...(opens ? caseRows(orderId, SWEPT, ['ledger_swept', 'case_opened'], nowMs) : []),
    ],
  };
}

const SWEPT = 'sweep:capture_failed:pi_1';

export function reportOf(draft: Draft<'record'>, nowMs: number): PaymentReport {
  const orderId = orderIdOf(draft.order);
  const operation = {
    pay: paymentOperation(orderId),
    capture: captureOperation(orderId),
    void: voidOperation(orderId, 1),
    refund: refundOperation(orderId, 1),
    missing: 'pay:nobody',
  }[draft.operation];
  const outcome = outcomeOf(draft.said);
  const providerReference =
    outcome === null || !('providerReference' in outcome)
      ? draft.said === 'acknowledged'
        ? 'pi_1'
        : null
      : outcome.providerReference;
  const schema = schemaOf(draft.said);
  return {
    orderId,
    operation,
    state: outcome?.kind ?? (draft.said === 'acknowledged' ? 'acknowledged' : 'failed'),
    superseded: outcome === null ? ['intended', 'unknown'] : supersededBy(outcome),
    providerReference,
    authorized: outcome?.kind === 'authorized' ? outcome.amount : null,
    declineCode: outcome?.kind === 'declined' ? outcome.declineCode : null,
    unknownCause: outcome?.kind === 'unknown' ? outcome.cause : null,
    attempts: draft.order,
    nextCheckAtMs: draft.nextCheck === 'keep' ? undefined : draft.nextCheck === 'none' ? null : nowMs + 2_000,
    evidence: [
      { ...evidenceOf(orderId, 'provider', nowMs), detail: paymentOutcomeDetail(outcome) },
      ...caseRows(orderId, 'reported', ['case_closed', 'case_opened'], nowMs),
    ],
    message: schema === null ? null : messageOf(orderId, schema, ['order-owner'], { said: draft.said }),
    event:
      draft.event === null
        ? null
        : {
            eventId: `evt_${draft.event}`,
            eventType: 'payment_intent.updated',
            payload: { n: draft.event },
            createdAtMs: nowMs,
          },
    opens: draft.says === 'closes' ? null : caseOf(orderId, 'reported', nowMs),
    closes:
      draft.says === 'opens'
        ? []
        : [{ orderId, caseId: `case:${orderId}:reported`, verdict: 'settled', closedBy: 'system:payment-receiver' }],
    nowMs,
  };
}

function outcomeOf(said: Draft<'record'>['said']): PaymentOutcome | null {
  const providerReference = 'pi_1';
  switch (said) {
    case 'authorized':
      return { kind: 'authorized', providerReference, amount: { amountMinor: 1_000, currency: 'EUR' } };
    case 'authorized_otherwise':
      return { kind: 'authorized', providerReference: 'pi_2', amount: { amountMinor: 999, currency: 'USD' } };
    case 'declined':
      return { kind: 'declined', providerReference: null, declineCode: 'generic_decline' };
    case 'unknown':
      return { kind: 'unknown', cause: 'timeout' };
    case 'never_accepted':
      return { kind: 'never_accepted' };
    case 'processing':
    case 'requires_action':
    case 'voided':
    case 'refunded':
      return { kind: said, providerReference };
    case 'acknowledged':
    case 'failed':
      return null;
    default:
      return said satisfies never;
  }
}

function schemaOf(said: Draft<'record'>['said']): Schema | null {
  if (said === 'authorized' || said === 'authorized_otherwise') return 'payment_authorized';
  if (said === 'declined') return 'payment_declined';
  if (said === 'unknown' || said === 'processing' || said === 'requires_action') return 'payment_outcome_unknown';
  return said === 'acknowledged' || said === 'failed' ? null : 'payment_reconciled';
}

export const repairIdOf = (orderId: string, click: number): string => `repair:${orderId}:click-${click}`;

export const messageNameOf = (orderId: string, schema: Schema): string => messageIdFor(orderId, schema);

const messageOf = (
  orderId: string,
  schema: Schema,
  consumers: readonly string[],
  payload: Readonly<Record<string, unknown>>,
) => ({
  orderId,
  messageId: messageNameOf(orderId, schema),
  schema,
  schemaVersion: 1,
  payload,
  consumers,
  paymentOperation: paymentOperation(orderId),
  requestId: 'req_1',
  traceId: null,
});

export const caseOf = (orderId: string, why: string, nowMs: number) => ({
  orderId,
  caseId: `case:${orderId}:${why}`,
  reason: 'checks_ran_out' as const,
  severity: 'high' as const,
  atRisk: { amountMinor: 1_000, currency: 'EUR' },
  dueAtMs: nowMs + 3_600_000,
  openedBy: 'system:order-owner',
});

const caseRows = (orderId: string, why: string, kinds: readonly NewEvidence['kind'][], nowMs: number): NewEvidence[] =>
  kinds.map((kind) => ({
    ...evidenceOf(orderId, 'operator', nowMs),
    kind,
    detail: { case_id: `case:${orderId}:${why}` },
  }));

export const evidenceOf = (orderId: string, lane: string, nowMs: number): NewEvidence => ({
  orderId,
  // a lane that does not exist is tried on purpose
  lane: lane as NewEvidence['lane'],
  kind: 'note_added',
  observedAtMs: nowMs,
  region: REGION,
  requestId: 'req_1',
  actor: 'customer',
  attempt: 1,
  detail: { text: 'noted — 42 €', n: 1.5, yes: true, nothing: null },
});

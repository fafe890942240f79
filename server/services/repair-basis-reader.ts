/**
 * What a repair rests on, read anew: the order, its operations, the case that is worked, and the provider's last word from evidence;
 * and the question to the provider that makes that word. A page never sends any of it along.
 */
import type { EvidenceRow } from '../domain/evidence';
import type { Region } from '../domain/ids';
import type { Money } from '../domain/money';
import type { OrderRecord } from '../domain/order-record';
import { heardUntil, providerSaid, saidSince } from '../domain/provider-said';
import type { ProviderSaid, RepairBasis } from '../domain/repair/repair';
import type { RepairQuestion } from '../domain/repair/ask';
import { openingRow, otherChargeOf } from '../domain/repair/charge';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { CaseRecord, CaseStore } from '../stores/cases';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { OrderStore } from '../stores/orders';
import type { RepairRecord, RepairStore } from '../stores/repairs';
import type { PaymentReceiver } from './payment-receiver';

export interface RepairBasisReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly orders: OrderStore;
  readonly evidence: EvidenceStore;
  readonly cases: Pick<CaseStore, 'ofOrder'>;
  readonly repairs: Pick<RepairStore, 'ofOrder'>;
  readonly receiver: Pick<PaymentReceiver, 'inspect' | 'inspectCharge'>;
}

/** One order as it stands for a repair. */
export interface RepairStanding {
  readonly order: OrderRecord;
  /** The case that was named, open or closed; null when none was, or it is none of this order's. */
  readonly named: CaseRecord | null;
  readonly openCase: CaseRecord | null;
  readonly basis: RepairBasis;
  readonly atRisk: Money;
  /** Reference of another charge than the order's own payment, where the case is about it. */
  readonly otherCharge: string | null;
  /** Rows that a repair rests on: the provider's word, and else what opened its case or the order's last row. */
  readonly restsOn: readonly number[];
  /** The last row in which the provider said anything: a proposal is not written once there is another. */
  readonly heardUntilSeq: number;
  /** Every repair of it that was begun before the rest was read, newest first: what they settled is in the rest. */
  readonly repairs: readonly RepairRecord[];
}

export class RepairBasisReader {
  constructor(private readonly parts: RepairBasisReaderParts) {}

  async read({ caseId, orderId }: RepairQuestion): Promise<RepairStanding | null> {
    const { cases, evidence, orders, repairs } = this.parts;
    // before the rest: a repair that is begun later is not among them, and keeps a proposal that was judged on less from being written
    const begun = await repairs.ofOrder(orderId);
    const [status, rows, known] = await Promise.all([
      orders.status(orderId),
      evidence.list(orderId),
      cases.ofOrder(orderId),
    ]);
    if (status === null) return null;
    const { operations, order } = status;
    const named = known.find((each) => each.caseId === caseId) ?? null;
    const openCase = named?.state === 'open' ? named : null;
    const otherCharge = otherChargeOf(rows, caseId, operations);
    const provider = providerSaid(rows, otherCharge);
    const { heldUntilMs, state, total, version } = order;
    return {
      order,
      named,
      openCase,
      atRisk: openCase?.atRisk ?? total,
      otherCharge,
      restsOn: provider === null ? lastRow(rows, caseId) : [provider.seq],
      heardUntilSeq: heardUntil(rows),
      repairs: begun,
      basis: {
        order: { orderId, state, version, total, heldUntilMs },
        provider,
        newerWord: saidSince(rows, provider),
        operations: operations.map(({ nextCheckAtMs, ...each }) => ({ ...each, planned: nextCheckAtMs !== null })),
        openCase: openCase === null ? null : { caseId: openCase.caseId, reason: openCase.reason },
      },
    };
  }

  /** The provider's answer is a row of evidence that a repair may rest on for some minutes. Null: no payment was ever sent. */
  async askProvider({ order, otherCharge }: RepairStanding, asked: StaffAsked): Promise<ProviderSaid | null> {
    const { clock, evidence, receiver, region } = this.parts;
    const { orderId } = order;
    const by = { requestId: asked.requestId, traceId: asked.traceId ?? '', region, nowMs: clock.nowMs() };
    const actor = staffActor(asked.staff.email);
    if (otherCharge !== null) await evidence.append([await receiver.inspectCharge(orderId, otherCharge, by, actor)]);
    else if ((await receiver.inspect(orderId, by, actor)) === null) return null;
    return providerSaid(await evidence.list(orderId), otherCharge);
  }
}

function lastRow(rows: readonly EvidenceRow[], caseId: string | null): number[] {
  const last = (caseId === null ? null : openingRow(rows, caseId)) ?? rows.at(-1);
  return last === undefined ? [] : [last.seq];
}

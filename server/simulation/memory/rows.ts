/** The rows of the memory database where the product has no type of its own for them. Rows are replaced, never changed. */
import type { ParkCode } from '../../contracts/parked';
import type { OrderReason, OrderState } from '../../domain/order';
import type { SweepPass } from '../../domain/ledger-sweep/window';
import type { ShardStanding } from '../../domain/ownership';
import type { Region } from '../../domain/region';
import type { KnownClick } from '../../stores/audit';
import type { CaseRecord } from '../../stores/cases';
import type { MailRecord } from '../../domain/mail-record';
import type { NewRepair, RepairRecord } from '../../stores/repairs';
import type { ShardRow } from '../../stores/shards';

export interface ShardRecord extends ShardRow {
  readonly region: Region;
  readonly standing: ShardStanding;
}

export interface ProviderEventRow {
  readonly orderId: string;
  readonly eventId: string;
  readonly eventType: string;
}

export interface TransitionRow {
  readonly orderId: string;
  readonly version: number;
  readonly shard: number;
  readonly fromVersion: number | null;
  readonly fromState: OrderState | null;
  readonly toState: OrderState;
  readonly reason: OrderReason | null;
  readonly ownerEpoch: number;
  readonly decidedBy: string;
  readonly decidedAtMs: number;
}

export interface ReservationRow {
  readonly orderId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly state: 'held' | 'committed' | 'released';
  readonly heldUntilMs: number;
  readonly reservedAtMs: number;
  readonly settledAtMs: number | null;
}

export interface StockRow {
  readonly sku: string;
  readonly available: number;
  readonly updatedAtMs: number;
}

export interface OutboxRow {
  readonly orderId: string;
  readonly messageId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly region: string;
  readonly payload: unknown;
  readonly recordedAtMs: number;
}

export interface DeliveryRow {
  readonly orderId: string;
  readonly messageId: string;
  readonly consumer: string;
  readonly shard: number;
  readonly position: number;
  readonly attempts: number;
  readonly notBeforeMs: number;
  readonly lastError: string | null;
  readonly enqueuedAtMs: number;
}

export interface DeadLetterRow {
  readonly orderId: string;
  readonly messageId: string;
  readonly consumer: string;
  readonly reason: string;
  readonly code: ParkCode;
  readonly attempts: number;
  readonly parkedAtMs: number;
}

/** A case with the thing that it is about: its own id, or that of the first of its line. */
export interface CaseRow extends Omit<CaseRecord, 'atRisk'> {
  readonly about: string;
  readonly atRiskMinor: number;
  readonly currency: string;
}

export interface CaseHistoryRow
  extends Pick<CaseRow, 'orderId' | 'caseId' | 'owner' | 'ownerUntilMs' | 'severity' | 'dueAtMs'> {
  readonly seq: number;
  readonly change: 'opened' | 'claimed' | 'released' | 'handed_over' | 'noted' | 'escalated' | 'due_moved' | 'closed';
  readonly actor: string;
  readonly note: string | null;
}

export type RepairRow = Omit<NewRepair, 'heardUntilSeq'> & Omit<RepairRecord, keyof NewRepair | 'basis'>;

export interface RefundRow {
  readonly orderId: string;
  readonly n: number;
  readonly amountMinor: number;
  readonly repairId: string;
}

/** A window of the provider's list that was compared, of one pass. */
export interface SweepRow {
  readonly region: Region;
  readonly pass: SweepPass;
  readonly fromMs: number;
  readonly toMs: number;
  readonly followsMs: number | null;
  readonly sweptAtMs: number;
  readonly charges: number;
  readonly agreed: number;
  readonly waiting: number;
  readonly findings: number;
}

/** What a click did to an order. */
export interface ClickRow extends KnownClick {
  readonly orderId: string;
  readonly operationId: string;
}

export interface SalesRow {
  readonly hourMs: number;
  readonly currency: string;
  readonly orders: number;
  readonly amountMinor: number;
}

export interface ProductRow {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly category: string;
  readonly picture: string;
}

export interface MailRow extends MailRecord {
  readonly nextTryAtMs: number;
}

/**
 * The records of one region in memory, refusing what PostgreSQL refuses: a store of the simulation that is kinder than the
 * real one would prove nothing. Every call is one transaction: all of it or nothing.
 */
import type { EvidenceRow } from '../../domain/evidence';
import type { OperationRecord, OrderRecord } from '../../domain/order-record';
import type { OrderLine } from '../../domain/placement';
import type { AgreementRow } from '../../stores/agreement-samples';
import type { AuditEntry } from '../../stores/audit';
import type { CartRecord } from '../../stores/carts';
import type { Completeness } from '../../domain/freshness';
import type { ToldCart } from '../../stores/cart-copies';
import type { CheckoutRecord } from '../../stores/checkouts';
import type { ControlRecord } from '../../stores/controls';
import type { CanaryRecord } from '../../stores/epoch-canaries';
import type { ExitCheck } from '../../stores/exit-checks';
import { shardOf } from '../../domain/shard';
import type { Role } from '../../domain/permissions';
import type { PeerClaims } from '../../stores/shard-claims';
import type { ToldStatus } from '../../stores/status-copies';
import type { Change } from './change';
import type { Defect } from './defects';
import type { ModeRow, PeerReport, SampleRow } from './degraded-rows';
import type { CarriedRow, HandOverRow, HandOverStepRow, TransferRow } from './hand-over-rows';
import type { CopyRow, IntentEventRow, IntentRow } from './intent-rows';
import type { GlassRow } from './memory-broken-glasses';
import { type Guard, MemoryTable, RowsByOrder, type Undo } from './memory-table';
import { raise } from './refusal';
import { countStatusChanges, type StatusChangeRow } from './status-change-rows';
import type {
  CaseHistoryRow,
  CaseRow,
  ClickRow,
  DeadLetterRow,
  DeliveryRow,
  MailRow,
  OutboxRow,
  ProductRow,
  ProviderEventRow,
  RefundRow,
  RepairRow,
  ReservationRow,
  SalesRow,
  ShardRecord,
  StockRow,
  SweepRow,
  TransitionRow,
} from './rows';

export class MemoryDatabase {
  private readonly undo: Undo[] = [];
  private changes: Change[] = [];
  private inTransaction = false;
  private lastPosition = 0;
  private readonly shardsOfOrders = new Map<string, number>();
  /** Counts changes of who owns which shard here. */
  ownershipChanges = 0;
  /** Somebody took the fence down: a write under an epoch that is over would be taken. */
  takesCanaries = false;
  /** Records are carried across: what guards them lets them through. */
  private isCarrying = false;

  private readonly closed: Guard<string> = (orderId) => {
    if (this.isClosed(orderId) && !this.isCarrying) raise('EV010', `the shard of ${orderId} is closed here`);
  };
  private readonly ofClosed: Guard<{ readonly orderId: string }> = ({ orderId }) => this.closed(orderId);

  readonly products: ProductRow[] = [];
  readonly stock = new MemoryTable<StockRow>(this.undo);
  readonly carts = new MemoryTable<CartRecord>(this.undo);
  readonly checkouts = new MemoryTable<CheckoutRecord>(this.undo, this.ofClosed);
  readonly shards = new MemoryTable<ShardRecord>(this.undo);
  readonly workers = new MemoryTable<{ readonly region: string; readonly seenAtMs: number }>(this.undo);
  readonly orders = new MemoryTable<OrderRecord>(this.undo);
  readonly lines = new RowsByOrder<OrderLine>(this.undo);
  readonly transitions = new RowsByOrder<TransitionRow>(this.undo);
  readonly reservations = new RowsByOrder<ReservationRow>(this.undo, this.closed);
  readonly operations = new RowsByOrder<OperationRecord>(this.undo, this.closed);
  readonly providerEvents = new MemoryTable<ProviderEventRow>(this.undo, this.ofClosed);
  readonly evidence = new RowsByOrder<EvidenceRow>(this.undo, this.closed);
  readonly outbox = new MemoryTable<OutboxRow>(this.undo);
  readonly deliveries = new MemoryTable<DeliveryRow>(this.undo, this.ofClosed, this.ofClosed);
  readonly inbox = new MemoryTable<true>(this.undo);
  readonly deadLetters = new MemoryTable<DeadLetterRow>(this.undo, this.ofClosed);
  readonly cases = new RowsByOrder<CaseRow>(this.undo, this.closed);
  readonly caseHistory = new RowsByOrder<CaseHistoryRow>(this.undo);
  /** By the click's own id. */
  readonly audit = new MemoryTable<AuditEntry>(this.undo);
  /** Of one order: they go with it. */
  readonly clicks = new MemoryTable<ClickRow>(this.undo, this.ofClosed);
  readonly repairs = new RowsByOrder<RepairRow>(this.undo, this.closed);
  readonly refunds = new RowsByOrder<RefundRow>(this.undo);
  readonly mails = new MemoryTable<MailRow>(this.undo, this.ofClosed);
  readonly sales = new MemoryTable<SalesRow>(this.undo);
  readonly sweeps = new MemoryTable<SweepRow>(this.undo);
  /** What this region keeps for the other. */
  readonly intents = new MemoryTable<IntentRow>(this.undo);
  readonly intentEvents = new RowsByOrder<IntentEventRow>(this.undo);
  readonly checkoutCopies = new MemoryTable<CopyRow>(this.undo);
  /** What this region has to tell the other. */
  readonly statusChanges = new MemoryTable<StatusChangeRow>(this.undo);
  /** Copies of what the other region told of its own. */
  readonly statusReplicas = new MemoryTable<ToldStatus>(this.undo);
  readonly cartReplicas = new MemoryTable<ToldCart>(this.undo);
  readonly copiesComplete = new MemoryTable<Completeness>(this.undo);
  readonly handOvers = new MemoryTable<HandOverRow>(this.undo);
  readonly handOverSteps = new RowsByOrder<HandOverStepRow>(this.undo);
  /** By hand-over and order: in no table that anybody reads. */
  readonly carriedOrders = new MemoryTable<CarriedRow>(this.undo);
  /** By region. */
  readonly degradedModes = new MemoryTable<ModeRow>(this.undo);
  readonly degradedChanges = new RowsByOrder<ModeRow>(this.undo);
  readonly glasses = new MemoryTable<GlassRow>(this.undo);
  /** Who may ask for a glass, and who may agree; by `staff:…`. */
  readonly people = new MemoryTable<Role>(this.undo);
  readonly epochCanaries = new RowsByOrder<CanaryRecord>(this.undo);
  readonly controls = new MemoryTable<ControlRecord>(this.undo);
  readonly controlPeers = new MemoryTable<PeerReport>(this.undo);
  /** By region and episode. */
  readonly agreementSamples = new RowsByOrder<SampleRow>(this.undo);
  readonly exitChecks = new RowsByOrder<ExitCheck>(this.undo);
  /** By sample. */
  readonly agreementRows = new RowsByOrder<AgreementRow>(this.undo);
  /** Dead letters that a person read and let lie. */
  readonly waivers = new MemoryTable<true>(this.undo);
  readonly transfers = new MemoryTable<TransferRow>(this.undo);
  /** By region: what the other one last said of its shards. */
  readonly peerClaims = new MemoryTable<PeerClaims>(this.undo);

  /** Sees every committed transaction, in the order of commits. */
  onCommit: (changes: readonly Change[]) => void = () => undefined;

  constructor(
    /** The database's own clock. */
    readonly nowMs: () => number,
    readonly defects: ReadonlySet<Defect> = new Set(),
  ) {}

  transaction<T>(work: () => T): T {
    if (this.inTransaction) return work();
    this.inTransaction = true;
    this.undo.length = 0;
    this.changes = [];
    try {
      const answer = work();
      if (this.changes.length > 0) {
        countStatusChanges(this, this.changes);
        this.onCommit(this.changes);
      }
      return answer;
    } catch (error) {
      for (const step of this.undo.splice(0).reverse()) step();
      throw error;
    } finally {
      this.inTransaction = false;
    }
  }

  changed(change: Change): void {
    this.changes.push(change);
  }

  /** Identity columns: never given back, not even by a transaction that is undone. */
  nextPosition(): number {
    return ++this.lastPosition;
  }

  shard(shard: number): ShardRecord | undefined {
    return this.shards.get(String(shard));
  }

  /** Whether no record of the order is to be written here; what names no order is of no shard. */
  isClosed(orderId: string): boolean {
    return orderId !== '' && this.ownershipChanges > 0 && this.shard(this.shardOf(orderId))?.standing === 'closed';
  }

  /** It never changes, and is asked for with every row. */
  private shardOf(orderId: string): number {
    const known = this.shardsOfOrders.get(orderId);
    if (known !== undefined) return known;
    const shard = shardOf(orderId);
    this.shardsOfOrders.set(orderId, shard);
    return shard;
  }

  /** What is written of an order although it may be there already is refused first where its shard is closed. */
  refuseWhenClosed(orderId: string): void {
    this.closed(orderId);
  }

  /** Writes records that come from, or go to, the other region. */
  carrying<T>(work: () => T): T {
    this.isCarrying = true;
    try {
      return work();
    } finally {
      this.isCarrying = false;
    }
  }
}

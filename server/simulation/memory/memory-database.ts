/**
 * The records of one region in memory, refusing what PostgreSQL refuses: a store of the simulation that is kinder than the
 * real one would prove nothing. Every call is one transaction: all of it or nothing.
 */
import type { EvidenceRow } from '../../domain/evidence';
import type { OperationRecord, OrderRecord } from '../../domain/order-record';
import type { OrderLine } from '../../domain/placement';
import type { AuditEntry } from '../../stores/audit';
import type { CartRecord } from '../../stores/carts';
import type { CheckoutRecord } from '../../stores/checkouts';
import type { ShardRow } from '../../stores/shards';
import type { Change } from './change';
import type { Defect } from './defects';
import { MemoryTable, RowsByOrder, type Undo } from './memory-table';
import type {
  CaseHistoryRow,
  CaseRow,
  DeadLetterRow,
  DeliveryRow,
  MailRow,
  OutboxRow,
  ProductRow,
  RefundRow,
  RepairRow,
  ReservationRow,
  SalesRow,
  StockRow,
  SweepRow,
  TransitionRow,
} from './rows';

export class MemoryDatabase {
  private readonly undo: Undo[] = [];
  private changes: Change[] = [];
  private inTransaction = false;
  private lastPosition = 0;

  readonly products: ProductRow[] = [];
  readonly stock = new MemoryTable<StockRow>(this.undo);
  readonly carts = new MemoryTable<CartRecord>(this.undo);
  readonly checkouts = new MemoryTable<CheckoutRecord>(this.undo);
  readonly shards = new MemoryTable<ShardRow>(this.undo);
  readonly workers = new MemoryTable<{ readonly region: string; readonly seenAtMs: number }>(this.undo);
  readonly orders = new MemoryTable<OrderRecord>(this.undo);
  readonly lines = new RowsByOrder<OrderLine>(this.undo);
  readonly transitions = new RowsByOrder<TransitionRow>(this.undo);
  readonly reservations = new RowsByOrder<ReservationRow>(this.undo);
  readonly operations = new RowsByOrder<OperationRecord>(this.undo);
  readonly providerEvents = new MemoryTable<string>(this.undo);
  readonly evidence = new RowsByOrder<EvidenceRow>(this.undo);
  readonly outbox = new MemoryTable<OutboxRow>(this.undo);
  readonly deliveries = new MemoryTable<DeliveryRow>(this.undo);
  readonly inbox = new MemoryTable<true>(this.undo);
  readonly deadLetters = new MemoryTable<DeadLetterRow>(this.undo);
  readonly cases = new RowsByOrder<CaseRow>(this.undo);
  readonly caseHistory = new RowsByOrder<CaseHistoryRow>(this.undo);
  /** By the click's own id. */
  readonly audit = new MemoryTable<AuditEntry>(this.undo);
  readonly repairs = new RowsByOrder<RepairRow>(this.undo);
  readonly refunds = new RowsByOrder<RefundRow>(this.undo);
  readonly mails = new MemoryTable<MailRow>(this.undo);
  readonly sales = new MemoryTable<SalesRow>(this.undo);
  readonly sweeps = new MemoryTable<SweepRow>(this.undo);

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
      if (this.changes.length > 0) this.onCommit(this.changes);
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

  shard(shard: number): ShardRow | undefined {
    return this.shards.get(String(shard));
  }
}

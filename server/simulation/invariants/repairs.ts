/**
 * S12 and S13 of repairs, at every commit: one open repair for an order, taken down and approved on the version that stands, by two
 * where it takes two; and its effect comes once, with it, in the same transaction, from the order's own money.
 */
import type { Change } from '../memory/change';
import type { CaseRow, RepairRow } from '../memory/rows';
import type { LedgerRow } from '../provider-ledger';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

type RepairChange = Extract<Change, { kind: 'repair' }>;

/** Written out once more: what the product calls open. */
const isOpen = ({ state }: RepairRow): boolean => state === 'proposed' || state === 'requested';

export class RepairChecks {
  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
    /** More than this takes a second person, minor units. */
    private readonly limitMinor: number,
  ) {}

  onCommit(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === 'repair') this.onRepair(change, changes);
      if (change.kind === 'case' && change.row.state === 'closed') this.onClosed(change.row);
      if (change.kind === 'operation' && change.before === null && change.after.kind === 'refund')
        this.onRefundOrdered(change.after.orderId, change.after.operation, changes);
    }
  }

  /** What goes back goes back under the name of an operation that somebody decided, once, and to whom it belongs. */
  onLedgerRow(row: LedgerRow): void {
    if (row.kind !== 'refunded' && row.kind !== 'voided') return;
    const { idempotencyKey, intentId, orderId } = row;
    if (idempotencyKey === null) return;
    const asked = idempotencyKey.split(':')[1];
    if (asked !== orderId) return this.report('S12', `${idempotencyKey} gave back ${intentId}, which is of ${orderId}`);
    const decided = databaseOf(this.witnesses, orderId)
      .operations.of(orderId)
      .find(({ operation }) => operation === idempotencyKey);
    if (decided === undefined) return this.report('S12', `${row.kind} under ${idempotencyKey}, which nobody decided`);
    const sameKey = this.witnesses.ledger.rows.filter((each) => each.idempotencyKey === idempotencyKey);
    if (sameKey.length > 1) this.report('S12', `${idempotencyKey} had its effect ${sameKey.length} times`);
    if (row.kind === 'refunded' && row.amountMinor !== decided.amount.amountMinor)
      this.report('S12', `${idempotencyKey} gave back ${row.amountMinor}, decided were ${decided.amount.amountMinor}`);
  }

  private onRepair({ after, before }: RepairChange, changes: readonly Change[]): void {
    const { orderId, repairId } = after;
    const db = databaseOf(this.witnesses, orderId);
    if (db.repairs.of(orderId).filter(isOpen).length > 1) this.report('S13', `two repairs of ${orderId} are open`);
    const isMoved = changes.some((change) => change.kind === 'transition' && change.row.orderId === orderId);
    const version = (db.orders.get(orderId)?.version ?? 0) - (isMoved ? 1 : 0);
    const rests = after.state === 'applied' || after.state === 'requested' || before === null;
    if (rests && version !== after.expectedVersion)
      this.report('S13', `${repairId} is ${after.state} at version ${version}, seen was ${after.expectedVersion}`);
    if (after.state === 'requested') this.onRequested(after);
    if (after.state === 'applied') this.onApplied(after, changes);
  }

  private onRequested({ approvedBy, amount, kind, orderId, proposedBy, repairId }: RepairRow): void {
    if (approvedBy === proposedBy) this.report('S13', `${repairId} was approved by whoever proposed it`);
    const total = databaseOf(this.witnesses, orderId).orders.get(orderId)?.total.amountMinor ?? 0;
    const decidesAll = kind === 'confirm' || kind === 'fail_safely';
    const movesMinor = decidesAll ? total : (amount?.amountMinor ?? 0);
    if (movesMinor > this.limitMinor && approvedBy === null)
      this.report('S13', `${repairId} decides about ${movesMinor} and one person asked for it`);
  }

  private onApplied(repair: RepairRow, changes: readonly Change[]): void {
    const { kind, orderId, repairId } = repair;
    const moved = changes.flatMap((each) =>
      each.kind === 'transition' && each.row.orderId === orderId ? [each.row.toState] : [],
    );
    const made = changes.flatMap((each) =>
      each.kind === 'operation' && each.before === null && each.after.orderId === orderId ? [each.after] : [],
    );
    const [due] = made.filter((operation) => operation.kind === kind);
    switch (kind) {
      case 'void':
      case 'refund':
        if (due === undefined || made.length !== 1 || due.amount.amountMinor !== repair.amount?.amountMinor)
          return this.report('S12', `${repairId} is applied, and what it gives back is not decided with it`);
        if (moved.length > 0) this.report('S8', `${repairId} gives back and moves its order`);
        return;
      case 'confirm':
      case 'fail_safely': {
        const to = kind === 'confirm' ? 'order_confirmed' : 'failed_safely';
        if (moved.length !== 1 || moved[0] !== to)
          this.report('S8', `${repairId} is applied and did not move its order`);
        return;
      }
      case 'accept_difference':
        return this.onAccepted(repair);
      case 'release':
        if (moved.length + made.length > 0) this.report('S8', `${repairId} releases and does more`);
        return;
      default:
        kind satisfies never;
    }
  }

  /** A difference is accepted only where nobody's money is left with us for nothing. */
  private onAccepted({ orderId, repairId }: RepairRow): void {
    const { ledger } = this.witnesses;
    const state = databaseOf(this.witnesses, orderId).orders.get(orderId)?.state;
    if (state === 'failed_safely' && ledger.standing(orderId).length > 0)
      this.report('S5', `${repairId} accepts that the provider holds money of ${orderId}, which failed`);
  }

  /** The last case of money that is nobody's but ours to return is closed with the money back, not before. */
  private onClosed({ about, caseId, orderId }: CaseRow): void {
    const { ledger } = this.witnesses;
    const db = databaseOf(this.witnesses, orderId);
    const isLast = !db.cases.of(orderId).some(({ state }) => state === 'open');
    const state = db.orders.get(orderId)?.state;
    if (isLast && state === 'failed_safely' && ledger.standing(orderId).length > 0)
      this.report('S5', `${caseId} is closed, ${orderId} failed and the provider holds its money`);
    const foreign = ledger.rows.find(
      ({ idempotencyKey, intentId }) => idempotencyKey === null && about.endsWith(`:${intentId}`),
    );
    if (foreign !== undefined && !ledger.isGone(foreign.intentId))
      this.report('S5', `${caseId} is closed, and the provider still holds ${foreign.intentId}`);
  }

  private onRefundOrdered(orderId: string, operation: string, changes: readonly Change[]): void {
    const isRepaired = changes.some(
      (change) => change.kind === 'repair' && change.after.orderId === orderId && change.after.state === 'applied',
    );
    if (!isRepaired) this.report('S12', `${operation} was decided without a repair`);
  }
}

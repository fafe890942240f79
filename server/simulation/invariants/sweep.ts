/**
 * S5 with the sweep as the last step: all money at the provider is in somebody's window and in somebody's hands, also money that we
 * never asked for; the last pass over it was its owner's, wherever its shard went; what a sweep's case says is so; and no order waits for an
 * outcome that the provider has long listed (L1).
 */
import { type Region, shardOf } from '../../domain/ids';
import { SWEEP_PASSES } from '../../domain/ledger-sweep/window';
import type { Change } from '../memory/change';
import type { MemoryDatabase } from '../memory/memory-database';
import { windowsOf } from '../memory/memory-sweeps';
import type { CaseRow } from '../memory/rows';
import type { LedgerRow } from '../provider-ledger';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

type Swept = Extract<Change, { readonly kind: 'swept' }>;

export class SweepChecks {
  private readonly seen = new Set<string>();
  private readonly sweptLast = new Set<string>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  /** A case that sends a person after what is not so costs trust in all others. */
  onCase({ about, caseId, orderId, state }: CaseRow): void {
    const [, reason, reference] = /:sweep:([a-z_]+):(.+)$/.exec(about) ?? [];
    if (reason === undefined || state !== 'open' || this.seen.has(`${orderId}|${caseId}`)) return;
    this.seen.add(`${orderId}|${caseId}`);
    const rows = this.witnesses.ledger.rows.filter(({ intentId }) => intentId === reference);
    const holds = rows.length > 0 && !rows.some(({ kind }) => kind === 'voided' || kind === 'refunded');
    const saysNothingThere = reason === 'order_without_payment' || reason === 'provider_has_no_record';
    if (saysNothingThere && holds)
      this.report('S5', `a case says ${reason} of ${orderId}, the provider has ${reference}`);
    const isOurs = databaseOf(this.witnesses, orderId).operations.of(orderId).length > 0;
    if (reason === 'payment_without_order' && isOurs)
      this.report('S5', `a case says that nobody ordered ${reference}, ${orderId} has a payment`);
  }

  /** Whose order it was when its last pass came: of a charge whose bank took its time, either end of that time counts. */
  onSwept(region: Region, { fromMs, pass, shard, toMs }: Swept): void {
    if (pass !== 3) return;
    const { ledger, owners } = this.witnesses;
    for (const { atMs, intentId, kind, orderId } of ledger.rows) {
      const own = orderId === '' ? 0 : shardOf(orderId);
      const isIn = kind === 'authorized' && atMs >= fromMs && atMs - LONGEST_BANK_MS < toMs;
      if (isIn && (shard ?? own) === own && owners.isOpenIn(region, own)) this.sweptLast.add(intentId);
    }
  }

  atRest(): void {
    const { databases, ledger } = this.witnesses;
    for (const row of ledger.rows) if (row.kind === 'authorized') this.checkCharge(row);
    for (const db of Object.values(databases))
      for (const { orderId } of db.orders.values()) this.checkHeard(db, orderId);
  }

  private checkCharge({ atMs, idempotencyKey, intentId, orderId }: LedgerRow): void {
    const { databases, ledger, owners } = this.witnesses;
    // what names no order is swept with the first shard
    const region = orderId === '' ? owners.ownerOfShard(0) : owners.ownerOf(orderId);
    const db = databases[region];
    // the bank may have taken its time since the charge was made
    for (const pass of SWEEP_PASSES) {
      const windows = windowsOf(db, region, pass);
      const gap = windows.find((each, n) => n > 0 && each.fromMs !== windows[n - 1]?.toMs);
      if (gap !== undefined || (windows.at(-1)?.toMs ?? 0) <= atMs - LONGEST_BANK_MS)
        this.report('S5', `${intentId} of ${orderId} is in no window of pass ${pass}`);
    }
    if (!this.sweptLast.has(intentId)) this.report('S5', `no owner's last pass came to ${intentId} of ${orderId}`);
    // since people close cases, one that was closed says nothing of what is held
    const isKnown = Object.values(databases)
      .flatMap(({ cases }) => [...cases.of(orderId)])
      .some(({ about, state }) => state === 'open' && about.endsWith(`:${intentId}`));
    if (idempotencyKey === null && !ledger.isGone(intentId) && !isKnown)
      this.report('S5', `the provider holds ${intentId} of ${orderId || 'nobody'}, and no case says so`);
  }

  private checkHeard(db: MemoryDatabase, orderId: string): void {
    const pay = db.operations.of(orderId).find(({ kind }) => kind === 'authorize');
    const isOpen = pay !== undefined && OPEN.includes(pay.state);
    if (isOpen && this.witnesses.ledger.of(orderId).some(({ idempotencyKey }) => idempotencyKey !== null))
      this.report('L1', `${orderId} waits for an outcome that the provider has listed`);
  }
}

const OPEN: readonly string[] = ['intended', 'unknown', 'requires_action', 'processing'];
const LONGEST_BANK_MS = 90_000;

/** One implementation of all stores, as the contract drives it. */
import type { AuditStore } from '../../stores/audit';
import type { CaseClaimStore } from '../../stores/case-claims';
import type { CaseEscalationStore } from '../../stores/case-escalations';
import type { CaseStore } from '../../stores/cases';
import type { DeskActionStore } from '../../stores/desk-actions';
import type { RepairStore } from '../../stores/repairs';
import type { CartStore } from '../../stores/carts';
import type { CheckoutStore } from '../../stores/checkouts';
import type { DeliveryStore } from '../../stores/deliveries';
import type { EvidenceStore } from '../../stores/evidence-rows';
import type { MailStore } from '../../stores/mails';
import type { OpenCaseStore } from '../../stores/open-cases';
import type { OrderStore } from '../../stores/orders';
import type { PaymentOperationStore } from '../../stores/payment-operations';
import type { ProductStore } from '../../stores/products';
import type { ReservationStore } from '../../stores/reservations';
import type { SalesStore } from '../../stores/sales';
import type { ShardStore } from '../../stores/shards';
import type { SweepStore } from '../../stores/sweeps';
import { homeRegionOfShard, SHARDS } from '../../domain/ids';
import type { Defect } from '../memory/defects';
import { memoryAudit } from '../memory/memory-audit';
import { memoryCaseClaims, memoryCases } from '../memory/memory-cases';
import { memoryCaseEscalations } from '../memory/memory-case-escalations';
import { memoryDeskActions } from '../memory/memory-desk-actions';
import { memoryRepairs } from '../memory/memory-repairs';
import { memoryCarts } from '../memory/memory-carts';
import { memoryMails, memorySales } from '../memory/memory-consumers';
import { MemoryDatabase } from '../memory/memory-database';
import { memoryDeliveries } from '../memory/memory-deliveries';
import { memoryOpenCases } from '../memory/memory-open-cases';
import { memoryOrders } from '../memory/memory-orders';
import { memoryPaymentOperations } from '../memory/memory-payment-operations';
import { memoryReservations } from '../memory/memory-reservations';
import { memoryShards } from '../memory/memory-shards';
import { memoryCheckouts, memoryEvidence, memoryProducts } from '../memory/memory-small-stores';
import { memorySweeps } from '../memory/memory-sweeps';
import { carried, type Carry } from '../memory/synchronous';
import { SKUS } from './commands';

export interface Subject {
  readonly actions: DeskActionStore;
  readonly audit: AuditStore;
  readonly carts: CartStore;
  readonly cases: CaseStore;
  readonly checkouts: CheckoutStore;
  readonly claims: CaseClaimStore;
  readonly deliveries: DeliveryStore;
  readonly escalations: CaseEscalationStore;
  readonly evidence: EvidenceStore;
  readonly mails: MailStore;
  readonly openCases: Pick<OpenCaseStore, 'page'>;
  readonly operations: PaymentOperationStore;
  readonly orders: OrderStore;
  readonly products: ProductStore;
  readonly repairs: RepairStore;
  readonly reservations: ReservationStore;
  readonly sales: SalesStore;
  readonly shards: ShardStore;
  readonly sweeps: SweepStore;
}

/** What every implementation begins with. */
export const FIRST_STOCK = { mug: 5, plate: 3, lamp: 1 } as const;
export const FIRST_PRODUCTS = SKUS.map((sku, index) => ({
  sku,
  name: `a ${sku}`,
  priceMinor: 1_000 * (index + 1),
  currency: 'EUR',
  category: 'table',
  picture: sku,
}));
export const STOCK_AS_OF_MS = Date.UTC(2026, 10, 1);

export function memorySubject(defects: readonly Defect[] = []): {
  readonly subject: Subject;
  readonly db: MemoryDatabase;
} {
  let clockMs = Date.UTC(2026, 10, 22);
  // a clock that never stands still, as the real database's
  const db = new MemoryDatabase(() => ++clockMs, new Set(defects));
  for (let shard = 0; shard < SHARDS; shard++)
    db.shards.put(String(shard), {
      shard,
      epoch: 0,
      region: homeRegionOfShard(shard),
      holder: null,
      leaseUntilMs: null,
      standing: 'open',
    });
  db.products.push(...FIRST_PRODUCTS);
  for (const [sku, available] of Object.entries(FIRST_STOCK))
    db.stock.put(sku, { sku, available, updatedAtMs: STOCK_AS_OF_MS });
  const atOnce: Carry = async (_call, effect) => effect();
  const subject: Subject = {
    actions: carried('actions', memoryDeskActions(db), atOnce),
    audit: carried('audit', memoryAudit(db), atOnce),
    carts: carried('carts', memoryCarts(db), atOnce),
    cases: carried('cases', memoryCases(db), atOnce),
    checkouts: carried('checkouts', memoryCheckouts(db), atOnce),
    claims: carried('claims', memoryCaseClaims(db), atOnce),
    deliveries: carried('deliveries', memoryDeliveries(db), atOnce),
    escalations: carried('escalations', memoryCaseEscalations(db), atOnce),
    evidence: carried('evidence', memoryEvidence(db), atOnce),
    mails: carried('mails', memoryMails(db), atOnce),
    openCases: carried('openCases', memoryOpenCases(db), atOnce),
    operations: carried('operations', memoryPaymentOperations(db), atOnce),
    orders: carried('orders', memoryOrders(db), atOnce),
    products: carried('products', memoryProducts(db), atOnce),
    repairs: carried('repairs', memoryRepairs(db), atOnce),
    reservations: carried('reservations', memoryReservations(db), atOnce),
    sales: carried('sales', memorySales(db), atOnce),
    shards: carried('shards', memoryShards(db), atOnce),
    sweeps: carried('sweeps', memorySweeps(db), atOnce),
  };
  return { subject, db };
}

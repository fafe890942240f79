/** The stores as one life of one process reaches them, and what is watched on the way for the "sometimes". */
import type { AgreementSampleStore } from '../stores/agreement-samples';
import type { AuditStore } from '../stores/audit';
import type { BrokenGlassStore } from '../stores/broken-glasses';
import type { CartStore } from '../stores/carts';
import type { CaseClaimStore } from '../stores/case-claims';
import type { CaseEscalationStore } from '../stores/case-escalations';
import type { CaseStore } from '../stores/cases';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { CheckoutStore } from '../stores/checkouts';
import type { ControlStore } from '../stores/controls';
import type { ControlReaderStore } from '../stores/control-readers';
import type { CopiesStore } from '../stores/copies';
import type { DegradedModeStore } from '../stores/degraded-modes';
import type { DeliveryStore } from '../stores/deliveries';
import type { EpochCanaryStore } from '../stores/epoch-canaries';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { ExitCheckStore } from '../stores/exit-checks';
import type { FencedTryStore } from '../stores/fenced-tries';
import type { HandOverStore } from '../stores/hand-overs';
import type { IntentHandOverStore } from '../stores/intent-hand-overs';
import type { KeptIntentStore } from '../stores/kept-intents';
import type { MailStore } from '../stores/mails';
import type { OpenCaseStore } from '../stores/open-cases';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { ProductStore } from '../stores/products';
import type { RepairStore } from '../stores/repairs';
import type { ReservationStore } from '../stores/reservations';
import type { SalesStore } from '../stores/sales';
import type { ShardClaimStore } from '../stores/shard-claims';
import type { ShardStore } from '../stores/shards';
import type { StatusChangeStore } from '../stores/status-changes';
import type { StatusCopyStore } from '../stores/status-copies';
import type { SweepStore } from '../stores/sweeps';
import type { Ground } from './ground';
import { memoryAudit } from './memory/memory-audit';
import { memoryBrokenGlasses } from './memory/memory-broken-glasses';
import { memoryControls } from './memory/memory-controls';
import { memoryCarts } from './memory/memory-carts';
import { memoryCaseEscalations } from './memory/memory-case-escalations';
import { memoryCaseClaims, memoryCases } from './memory/memory-cases';
import { memoryCheckoutCopies } from './memory/memory-checkout-copies';
import { memoryMails, memorySales } from './memory/memory-consumers';
import type { MemoryDatabase } from './memory/memory-database';
import {
  memoryAgreementSamples,
  memoryControlPeers,
  memoryDegradedModes,
  memoryEpochCanaries,
  memoryExitChecks,
} from './memory/memory-degraded-mode';
import { memoryCompleteness, memoryStatusCopies } from './memory/memory-copies';
import { memoryDeliveries } from './memory/memory-deliveries';
import { memoryFencedTries } from './memory/memory-fenced-tries';
import { memoryHandOvers } from './memory/memory-hand-overs';
import { memoryIntentHandOvers } from './memory/memory-intent-hand-overs';
import { memoryKeptIntents } from './memory/memory-kept-intents';
import { memoryOpenCases } from './memory/memory-open-cases';
import { memoryOrders } from './memory/memory-orders';
import { memoryPaymentOperations } from './memory/memory-payment-operations';
import { memoryRepairs } from './memory/memory-repairs';
import { memoryReservations } from './memory/memory-reservations';
import { memoryShardClaims } from './memory/memory-shard-claims';
import { memoryShards } from './memory/memory-shards';
import { memoryCheckouts, memoryEvidence, memoryProducts } from './memory/memory-small-stores';
import { memorySourceLook, memoryStatusChanges } from './memory/memory-status-changes';
import { memorySweeps } from './memory/memory-sweeps';
import { carried, type Synchronous } from './memory/synchronous';
import type { MutantContext } from './mutant';
import type { Life } from './simulated-process';
import { storeRoad } from './store-road';
import { watchedHandOvers, watchedOrders, watchedSales, watchedSweeps } from './watched-stores';

export interface ProcessStores {
  readonly agreementSamples: Pick<AgreementSampleStore, 'draw' | 'keep'>;
  readonly canaries: EpochCanaryStore;
  readonly exitChecks: ExitCheckStore;
  readonly glasses: BrokenGlassStore;
  readonly modes: DegradedModeStore;
  readonly controls: Pick<ControlStore, 'list' | 'set' | 'apply'>;
  readonly controlPeers: Pick<ControlReaderStore, 'hear' | 'heard'>;
  readonly audit: AuditStore;
  readonly carts: CartStore;
  readonly cases: CaseStore;
  readonly checkoutCopies: CheckoutCopyStore;
  readonly checkouts: CheckoutStore;
  readonly claims: CaseClaimStore;
  readonly escalations: CaseEscalationStore;
  readonly handOvers: IntentHandOverStore;
  readonly intents: KeptIntentStore;
  readonly openCases: Pick<OpenCaseStore, 'page'>;
  readonly repairs: RepairStore;
  readonly products: ProductStore;
  readonly evidence: EvidenceStore;
  readonly fenced: Pick<FencedTryStore, 'record'>;
  /** What the gateway finds of checkouts that were opened here for the other region. */
  readonly gatewayCopies: Pick<CheckoutCopyStore, 'get'>;
  readonly gatewayOrders: OrderStore;
  readonly ownerOrders: OrderStore;
  readonly operations: PaymentOperationStore;
  readonly deliveries: DeliveryStore;
  readonly mails: MailStore;
  readonly reservations: ReservationStore;
  readonly sales: SalesStore;
  readonly shardClaims: ShardClaimStore;
  readonly completeness: Pick<CopiesStore, 'keep'>;
  readonly sourceLook: Pick<CopiesStore, 'look'>;
  readonly statusChanges: StatusChangeStore;
  readonly statusCopies: StatusCopyStore;
  readonly shardHandOvers: HandOverStore;
  readonly shards: ShardStore;
  readonly sweeps: SweepStore;
  readonly context: MutantContext;
}

export function processStores(ground: Ground, db: MemoryDatabase, life: Life): ProcessStores {
  const { mutant, roads, sometimes } = ground;
  const carry = storeRoad({ ...ground, luck: roads }, life);
  const context: MutantContext = {
    db,
    carry,
    process: life.process,
    provider: ground.provider,
    nowMs: () => ground.scheduler.nowMs + life.process.skewMs,
  };
  const over = <Store extends object>(name: string, store: Synchronous<Store>): Store => carried(name, store, carry);
  const same = <Store>(store: Store): Store => store;
  const checkoutCopies = (mutant?.checkoutCopies ?? same)(
    over<CheckoutCopyStore>('checkoutCopies', memoryCheckoutCopies(db)),
    context,
  );
  const orders = idleWhenEmpty(over<OrderStore>('orders', watchedOrders(memoryOrders(db), ground, life)));
  return {
    context,
    agreementSamples: (mutant?.agreementSamples ?? same)(
      over<ProcessStores['agreementSamples']>('agreementSamples', memoryAgreementSamples(db)),
      context,
    ),
    canaries: over<EpochCanaryStore>('canaries', memoryEpochCanaries(db)),
    exitChecks: (mutant?.exitChecks ?? same)(over<ExitCheckStore>('exitChecks', memoryExitChecks(db)), context),
    glasses: over<BrokenGlassStore>('glasses', memoryBrokenGlasses(db)),
    modes: over<DegradedModeStore>('modes', memoryDegradedModes(db)),
    controls: (mutant?.controls ?? same)(over<ProcessStores['controls']>('controls', memoryControls(db)), context),
    controlPeers: over<ProcessStores['controlPeers']>('controlPeers', memoryControlPeers(db)),
    audit: over<AuditStore>('audit', memoryAudit(db)),
    carts: over<CartStore>('carts', memoryCarts(db)),
    cases: over<CaseStore>('cases', memoryCases(db)),
    claims: over<CaseClaimStore>('claims', memoryCaseClaims(db)),
    escalations: (mutant?.escalations ?? same)(
      over<CaseEscalationStore>('escalations', memoryCaseEscalations(db)),
      context,
    ),
    openCases: over<Pick<OpenCaseStore, 'page'>>('queue', memoryOpenCases(db)),
    repairs: (mutant?.repairs ?? same)(over<RepairStore>('repairs', memoryRepairs(db)), context),
    checkoutCopies,
    gatewayCopies: mutant?.gatewayCopies ?? checkoutCopies,
    intents: (mutant?.intents ?? same)(over<KeptIntentStore>('intents', memoryKeptIntents(db)), context),
    handOvers: (mutant?.handOvers ?? same)(over<IntentHandOverStore>('handOvers', memoryIntentHandOvers(db)), context),
    checkouts: over<CheckoutStore>('checkouts', memoryCheckouts(db)),
    products: over<ProductStore>('products', memoryProducts(db)),
    evidence: over<EvidenceStore>('evidence', memoryEvidence(db)),
    fenced: over<Pick<FencedTryStore, 'record'>>('fenced', memoryFencedTries(db)),
    gatewayOrders: (mutant?.gatewayOrders ?? same)(orders, context),
    ownerOrders: (mutant?.ownerOrders ?? same)(orders, context),
    operations: (mutant?.operations ?? same)(
      fromNewerBuild(ground, over<PaymentOperationStore>('operations', memoryPaymentOperations(db))),
      context,
    ),
    deliveries: (mutant?.deliveries ?? same)(over<DeliveryStore>('deliveries', memoryDeliveries(db)), context),
    mails: (mutant?.mails ?? same)(over<MailStore>('mails', memoryMails(db)), context),
    reservations: (mutant?.reservations ?? same)(
      over<ReservationStore>('reservations', memoryReservations(db)),
      context,
    ),
    sales: (mutant?.sales ?? same)(over<SalesStore>('sales', watchedSales(memorySales(db), sometimes)), context),
    completeness: over<ProcessStores['completeness']>('completeness', memoryCompleteness(db)),
    sourceLook: over<ProcessStores['sourceLook']>('sourceLook', memorySourceLook(db)),
    statusChanges: (mutant?.statusChanges ?? same)(over<StatusChangeStore>('statusChanges', memoryStatusChanges(db))),
    statusCopies: over<StatusCopyStore>('statusCopies', memoryStatusCopies(db)),
    shardClaims: over<ShardClaimStore>('shardClaims', memoryShardClaims(db)),
    shardHandOvers: (mutant?.shardHandOvers ?? same)(
      over<HandOverStore>('shardHandOvers', watchedHandOvers(memoryHandOvers(db), db, sometimes)),
      context,
    ),
    shards: (mutant?.shards ?? same)(
      over<ShardStore>(
        'shards',
        memoryShards(db, (free) => rotated(free, roads.next())),
      ),
      context,
    ),
    sweeps: over<SweepStore>('sweeps', watchedSweeps(memorySweeps(db), sometimes)),
  };
}

/** Now and then the writer is a newer build: its message has a version that the reader does not know. */
const fromNewerBuild = ({ faults }: Ground, operations: PaymentOperationStore): PaymentOperationStore => ({
  ...operations,
  record: (report) =>
    operations.record(
      report.message !== null && faults.strikes('message_unreadable', report.operation)
        ? { ...report, message: { ...report.message, schemaVersion: UNKNOWN_VERSION } }
        : report,
    ),
});

const UNKNOWN_VERSION = 99;

/** As in PostgreSQL's store: no decision, no round trip. */
const idleWhenEmpty = (orders: OrderStore): OrderStore => ({
  ...orders,
  decide: (records, nowMs) => (records.length === 0 ? Promise.resolve(new Map()) : orders.decide(records, nowMs)),
});

/** `order by random()`: which of the free shards come first. */
const rotated = <T>(list: readonly T[], luck: number): readonly T[] => {
  const from = Math.floor(luck * list.length);
  return [...list.slice(from), ...list.slice(0, from)];
};

/**
 * A mutant is the product with one mistake in it, made around its ports and stores: switches that only the simulation can set. The
 * invariants are worth as much as the mutants that they catch.
 */
import type { Seen } from '../domain/freshness';
import type { PaymentProvider } from '../ports/payment-provider';
import type { RegionLink } from '../ports/region-link';
import type { EpochCanary } from '../services/epoch-canary';
import type { LedgerSweeperParts } from '../services/ledger-sweeper';
import type { PaymentReceiverParts } from '../services/payment-receiver';
import type { RepairDeskParts } from '../services/repair-desk';
import type { RegionRouter } from '../services/region-router';
import type { Storefront } from '../services/storefront';
import type { ShardKeeperParts } from '../services/shard-keeper';
import { ShardKeeper } from '../services/shard-keeper';
import type { AgreementSampleStore } from '../stores/agreement-samples';
import type { CaseEscalationStore } from '../stores/case-escalations';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { ControlStore } from '../stores/controls';
import type { DegradedModeStore } from '../stores/degraded-modes';
import type { DeliveryStore } from '../stores/deliveries';
import type { ExitCheckStore } from '../stores/exit-checks';
import type { HandOverStore } from '../stores/hand-overs';
import type { IntentHandOverStore } from '../stores/intent-hand-overs';
import type { KeptIntentStore } from '../stores/kept-intents';
import type { MailStore } from '../stores/mails';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { RepairStore } from '../stores/repairs';
import type { ReservationStore } from '../stores/reservations';
import type { SalesStore } from '../stores/sales';
import type { ShardStore } from '../stores/shards';
import type { StatusChangeStore } from '../stores/status-changes';
import type { Defect } from './memory/defects';
import type { MemoryDatabase } from './memory/memory-database';
import type { Carry } from './memory/synchronous';
import type { SimulatedProcess } from './simulated-process';
import type { SimulatedProvider } from './simulated-provider';

/** What a mutation may use: the same records and roads as the code that it stands in for. */
export interface MutantContext {
  readonly db: MemoryDatabase;
  readonly carry: Carry;
  readonly process: SimulatedProcess;
  readonly provider: SimulatedProvider;
  readonly nowMs: () => number;
}

/** How a process asks the owner of an order, in whichever region. */
export type AskOwner = Pick<RegionRouter, 'ask' | 'otherRegion' | 'ownerOfOrder' | 'peerReach'>;

type Controls = Pick<ControlStore, 'list' | 'set' | 'apply'>;
type Samples = Pick<AgreementSampleStore, 'draw' | 'keep'>;

export interface Mutant {
  readonly name: string;
  /** The promise that it breaks. */
  readonly breaks: string;
  /** Where it is looked for first. */
  readonly theme?: string;
  readonly defects?: readonly Defect[];
  readonly settleTimeMs?: number;
  readonly provider?: (port: PaymentProvider, context: MutantContext) => PaymentProvider;
  /** What a worker's payment receiver stands on. */
  readonly receiver?: (parts: PaymentReceiverParts) => PaymentReceiverParts;
  readonly operations?: (store: PaymentOperationStore, context: MutantContext) => PaymentOperationStore;
  /** The store that the gateway reads and places with. */
  readonly gatewayOrders?: (store: OrderStore, context: MutantContext) => OrderStore;
  /** The store that the order owner decides with. */
  readonly ownerOrders?: (store: OrderStore, context: MutantContext) => OrderStore;
  readonly deliveries?: (store: DeliveryStore, context: MutantContext) => DeliveryStore;
  readonly reservations?: (store: ReservationStore, context: MutantContext) => ReservationStore;
  readonly sales?: (store: SalesStore, context: MutantContext) => SalesStore;
  readonly mails?: (store: MailStore, context: MutantContext) => MailStore;
  readonly shards?: (store: ShardStore, context: MutantContext) => ShardStore;
  readonly sweeper?: (parts: LedgerSweeperParts, context: MutantContext) => LedgerSweeperParts;
  readonly keeper?: (parts: ShardKeeperParts) => ShardKeeper;
  /** What the repair desk of a web process stands on. */
  readonly desk?: (parts: RepairDeskParts, context: MutantContext) => RepairDeskParts;
  /** The provider as people ask it. */
  readonly deskProvider?: (port: PaymentProvider, context: MutantContext) => PaymentProvider;
  readonly deskSettleTimeMs?: number;
  readonly repairs?: (store: RepairStore, context: MutantContext) => RepairStore;
  readonly escalations?: (store: CaseEscalationStore, context: MutantContext) => CaseEscalationStore;
  readonly intents?: (store: KeptIntentStore, context: MutantContext) => KeptIntentStore;
  readonly handOvers?: (store: IntentHandOverStore, context: MutantContext) => IntentHandOverStore;
  /** What the gateway finds of checkouts that were opened here for the other region. */
  readonly gatewayCopies?: Pick<CheckoutCopyStore, 'get'>;
  readonly checkoutCopies?: (store: CheckoutCopyStore, context: MutantContext) => CheckoutCopyStore;
  readonly statusChanges?: (store: StatusChangeStore) => StatusChangeStore;
  readonly shardHandOvers?: (store: HandOverStore, context: MutantContext) => HandOverStore;
  /** The link that shards are carried over. */
  readonly carrierLink?: (link: RegionLink) => RegionLink;
  readonly agreementSamples?: (store: Samples, context: MutantContext) => Samples;
  /** The switches of a region, as all its processes reach them. */
  readonly controls?: (store: Controls, context: MutantContext) => Controls;
  readonly exitChecks?: (store: ExitCheckStore, context: MutantContext) => ExitCheckStore;
  /** What moves the mode by itself. */
  readonly controllerModes?: (store: DegradedModeStore, context: MutantContext) => DegradedModeStore;
  /** What admission goes by. */
  readonly admissionModes?: (store: DegradedModeStore, context: MutantContext) => Pick<DegradedModeStore, 'get'>;
  readonly canary?: (canary: Pick<EpochCanary, 'try'>) => Pick<EpochCanary, 'try'>;
  /** @param own what the process answers of orders when nothing asks first whether its region owns them. */
  readonly router?: (router: AskOwner, context: MutantContext, own: Pick<Storefront, 'order_place'>) => AskOwner;
  /** What a customer's submit says of what was shown before. */
  readonly seenAtSubmit?: (version: number) => number;
  /** What a customer's look says of what was shown before. */
  readonly seenAtLook?: (seen: Seen) => Seen;
  /** What a copy is held against before it is shown. */
  readonly seenAtCopy?: (seen: Seen) => Seen;
}

export const honestKeeper = (parts: ShardKeeperParts): ShardKeeper => new ShardKeeper(parts);

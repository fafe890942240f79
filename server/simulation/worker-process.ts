/** One worker process of a region: the real services in their real loops. */
import type { Region } from '../domain/ids';
import { SETTLE_TIME_MS } from '../domain/payment';
import { CaseWatcher } from '../services/case-watcher';
import type { Admission } from '../services/checkout-admission';
import { HandOverCarrier } from '../services/hand-over-carrier';
import { HoldKeeper } from '../services/hold-keeper';
import { IntentKeeper } from '../services/intent-keeper';
import { LedgerSweeper, type LedgerSweeperParts } from '../services/ledger-sweeper';
import { MessageConsumers, salesConsumer } from '../services/message-consumers';
import { Notifier } from '../services/notifier';
import { OrderOwner } from '../services/order-owner';
import { ownedService } from '../services/owned-service';
import { PaymentReceiver, type PaymentReceiverParts } from '../services/payment-receiver';
import type { LinkService } from '../services/region-router';
import { ShardDirectory } from '../services/shard-directory';
import type { DeliveryStore } from '../stores/deliveries';
import { caseEscalator } from '../workers/case-escalator';
import { confirmationWorker } from '../workers/confirmation-worker';
import { followUpWorker } from '../workers/follow-up-worker';
import { holdReleaser } from '../workers/hold-releaser';
import { intentWorker } from '../workers/intent-worker';
import { leaseKeeper } from '../workers/lease-keeper';
import { ledgerSweepWorker } from '../workers/ledger-sweep-worker';
import type { Job } from '../workers/loop';
import { mailSender, outboxRelay } from '../workers/outbox-relay';
import { reconciliationWorker } from '../workers/reconciliation-worker';
import { reservationReaper } from '../workers/reservation-reaper';
import { checkoutServices } from './checkout-services';
import { tellCopies } from './copy-services';
import { dueAtMs, HAND_OVER, workPlaceOf } from './due-work';
import { askOwner, linkOf } from './forwarding-services';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { controlMessenger, MODE_JOBS, modeJobs } from './mode-jobs';
import type { ModeWeather } from './mode-weather';
import { honestKeeper } from './mutant';
import { processStores } from './process-stores';
import { providerPort } from './provider-port';
import { runJob } from './running-job';
import { SeededStream } from './seeded-stream';
import { keepDirectory } from './shard-directories';
import { simulatedChargeList } from './simulated-charge-list';
import { simulatedClock } from './simulated-clock';
import type { Life } from './simulated-process';
import { simulatedRandom } from './simulated-random';
import type { HintBoard } from './simulated-wake-up';
import { SWEEP_SETTINGS } from './sweep-rhythm';

export const LEASE_KEEPER = 'lease-keeper';

export interface WorkerSurroundings {
  readonly region: Region;
  readonly db: MemoryDatabase;
  readonly hints: HintBoard;
  readonly admission: Admission;
}

export function startWorker(ground: Ground, { admission, db, hints, region }: WorkerSurroundings, life: Life): void {
  const { mode, mutant, scheduler } = ground;
  const { process } = life;
  const stores = processStores(ground, db, life);
  const clock = simulatedClock(scheduler, life);
  const random = simulatedRandom(new SeededStream(ground.seed, `process/${process.name}/${process.life}`));
  const wakeUp = hints.for(life);
  const port = providerPort({ ...ground, luck: ground.roads }, life);
  const receiving: PaymentReceiverParts = {
    region,
    clock,
    random,
    provider: mutant?.provider?.(port, stores.context) ?? port,
    operations: stores.operations,
    wakeUp,
    settleTimeMs: mutant?.settleTimeMs ?? SETTLE_TIME_MS,
  };
  const payments = new PaymentReceiver(mutant?.receiver?.(receiving) ?? receiving);
  const { fenced, ownerOrders } = stores;
  const deliveries = mode === null ? stores.deliveries : whereReadAt(mode, region, stores.deliveries);
  const directory = new ShardDirectory({ region, clock, claims: stores.shardClaims });
  const owner = new OrderOwner({ region, clock, random, orders: ownerOrders, deliveries, fenced, wakeUp });
  const holds = new HoldKeeper({ region, clock, fenced, reservations: stores.reservations });
  const sweeping: LedgerSweeperParts = {
    region,
    owners: directory,
    clock,
    charges: simulatedChargeList({ ...ground, luck: ground.roads }, life),
    provider: {
      lookUp: (...asked) => {
        ground.sometimes.saw('sweep asks singly for what the list left out');
        return port.lookUp(...asked);
      },
    },
    operations: stores.operations,
    sweeps: stores.sweeps,
    wakeUp,
    settings: SWEEP_SETTINGS,
    settleTimeMs: SETTLE_TIME_MS,
  };
  const sweeper = new LedgerSweeper(mutant?.sweeper?.(sweeping, stores.context) ?? sweeping);
  const notifier = new Notifier({
    clock,
    mails: stores.mails,
    mailer: { send: () => Promise.resolve({ kind: 'sent' }) },
  });
  const consumers = new MessageConsumers({
    region,
    clock,
    random,
    deliveries,
    consumers: { mail: (message) => notifier.consume(message), sales: salesConsumer(stores.sales, clock) },
  });
  const { checkoutCopies: copies, handOvers, intents } = stores;
  const checkout = {
    busy: ground.busy,
    region,
    clock,
    random,
    wakeUp,
    payments,
    admission,
    directory,
    read: stores.gatewayOrders,
  };
  const { storefront } = checkoutServices(stores, checkout);
  // a worker asks itself for orders alone
  const local = ownedService(storefront as LinkService, directory);
  const router = askOwner(ground, { region, clock, directory, storefront }, local, stores, life);
  const intentKeeper = new IntentKeeper({ region, clock, random, router, intents, handOvers, copies });
  const keeper = (mutant?.keeper ?? honestKeeper)({ region, holder: life.holder, clock, shards: stores.shards });
  const carried = linkOf(ground, region, life);
  const carrier = new HandOverCarrier({
    clock,
    directory,
    link: mutant?.carrierLink?.(carried) ?? carried,
    handOvers: stores.shardHandOvers,
  });
  // the sample of the checklist has a budget of its own, beside the ladder of look-ups
  const sampled = providerPort({ ...ground, luck: ground.roads, onLookedUp: () => undefined }, life);
  const jobs: Job[] = [
    leaseKeeper(keeper),
    confirmationWorker(owner, keeper, wakeUp),
    reservationReaper(owner, keeper),
    holdReleaser(holds, keeper),
    ledgerSweepWorker(sweeper, keeper, region, directory),
    reconciliationWorker(payments, wakeUp),
    followUpWorker(payments, wakeUp),
    outboxRelay(consumers, 'mail', wakeUp),
    outboxRelay(consumers, 'sales', wakeUp),
    mailSender(notifier, () => false),
    intentWorker(intentKeeper),
    ...(mode === null ? [] : modeJobs(ground, mode, db, stores, { region, clock }, sampled)),
    ...(mode !== null || ground.switched ? [controlMessenger(stores, { region, clock }, carried)] : []),
    { name: HAND_OVER, idleMs: 700, runOnce: async () => ((await carrier.step()) ? 1 : 0) },
    caseEscalator(new CaseWatcher({ region, clock, escalations: stores.escalations })),
  ];
  keepDirectory(ground, region, directory, life);
  tellCopies(ground, db, stores, { region, clock }, life);
  for (const job of jobs) {
    const isDue = () => {
      if (job.name === LEASE_KEEPER) return true;
      // in the long hours nobody is let in or out
      if (MODE_JOBS.has(job.name)) return !ground.yard.parking;
      const atMs = dueAtMs(workPlaceOf(ground, region, db), job.name);
      return atMs !== null && atMs <= clock.nowMs();
    };
    runJob(ground, job, life, isDue);
  }
}

/** Where its readers are stuck at some messages, the queue holds the others alone for them. */
const whereReadAt = (mode: ModeWeather, region: Region, deliveries: DeliveryStore): DeliveryStore => ({
  ...deliveries,
  forOwner: async (...asked) => {
    const queued = await deliveries.forOwner(...asked);
    const unread = mode.unread.get(region);
    if (unread === undefined) return queued;
    return queued.filter(({ schema }) => (schema === 'payment_authorized') !== (unread === 'authorizations'));
  },
});

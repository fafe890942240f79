/** One worker process of a region: the real services in their real loops. */
import type { Region } from '../domain/ids';
import { fencedInMemory } from './fenced-in-memory';
import { HOME_OWNERS } from '../domain/ownership';
import { SETTLE_TIME_MS } from '../domain/payment';
import { CaseWatcher } from '../services/case-watcher';
import { HoldKeeper } from '../services/hold-keeper';
import { LedgerSweeper, type LedgerSweeperParts } from '../services/ledger-sweeper';
import { MessageConsumers, salesConsumer } from '../services/message-consumers';
import { Notifier } from '../services/notifier';
import { OrderOwner } from '../services/order-owner';
import { PaymentReceiver } from '../services/payment-receiver';
import { caseEscalator } from '../workers/case-escalator';
import { confirmationWorker } from '../workers/confirmation-worker';
import { followUpWorker } from '../workers/follow-up-worker';
import { holdReleaser } from '../workers/hold-releaser';
import { leaseKeeper } from '../workers/lease-keeper';
import { ledgerSweepWorker } from '../workers/ledger-sweep-worker';
import { type Job, startLoop } from '../workers/loop';
import { mailSender, outboxRelay } from '../workers/outbox-relay';
import { reconciliationWorker } from '../workers/reconciliation-worker';
import { reservationReaper } from '../workers/reservation-reaper';
import { dueAtMs, workPlaceOf } from './due-work';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import { honestKeeper } from './mutant';
import { processStores } from './process-stores';
import { providerPort } from './provider-port';
import { SeededStream } from './seeded-stream';
import { simulatedChargeList } from './simulated-charge-list';
import { simulatedClock } from './simulated-clock';
import type { Life } from './simulated-process';
import { simulatedRandom } from './simulated-random';
import type { HintBoard } from './simulated-wake-up';
import { SWEEP_SETTINGS } from './sweep-rhythm';

export const LEASE_KEEPER = 'lease-keeper';

export function startWorker(ground: Ground, region: Region, db: MemoryDatabase, hints: HintBoard, life: Life): void {
  const { mutant, scheduler, trace } = ground;
  const { process } = life;
  const stores = processStores(ground, db, life);
  const clock = simulatedClock(scheduler, life);
  const random = simulatedRandom(new SeededStream(ground.seed, `process/${process.name}/${process.life}`));
  const wakeUp = hints.for(life);
  const port = providerPort({ ...ground, luck: ground.roads }, life);
  const payments = new PaymentReceiver({
    region,
    clock,
    random,
    provider: mutant?.provider?.(port, stores.context) ?? port,
    operations: stores.operations,
    wakeUp,
    settleTimeMs: mutant?.settleTimeMs ?? SETTLE_TIME_MS,
  });
  const { deliveries, evidence, ownerOrders } = stores;
  const fenced = fencedInMemory(evidence);
  const owner = new OrderOwner({ region, clock, random, orders: ownerOrders, deliveries, fenced, wakeUp });
  const holds = new HoldKeeper({ region, clock, fenced, reservations: stores.reservations });
  const sweeping: LedgerSweeperParts = {
    region,
    owners: HOME_OWNERS,
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
  const keeper = (mutant?.keeper ?? honestKeeper)({ region, holder: life.holder, clock, shards: stores.shards });
  const jobs: Job[] = [
    leaseKeeper(keeper),
    confirmationWorker(owner, keeper, wakeUp),
    reservationReaper(owner, keeper),
    holdReleaser(holds, keeper),
    ledgerSweepWorker(sweeper, keeper, region, HOME_OWNERS),
    reconciliationWorker(payments, wakeUp),
    followUpWorker(payments, wakeUp),
    outboxRelay(consumers, 'mail', wakeUp),
    outboxRelay(consumers, 'sales', wakeUp),
    mailSender(notifier, () => false),
    caseEscalator(new CaseWatcher({ region, clock, escalations: stores.escalations })),
  ];
  for (const job of jobs) {
    const isDue = () => {
      if (job.name === LEASE_KEEPER) return true;
      const atMs = dueAtMs(workPlaceOf(ground, region, db), job.name);
      return atMs !== null && atMs <= clock.nowMs();
    };
    startLoop(job, ground.yard.clockFor(life, job.name, isDue), (name, error) =>
      trace.add(process.name, `${name} failed: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

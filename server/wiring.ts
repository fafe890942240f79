/** The one place where real stores and ports are handed to their owners. */
import { wireBusDoor, wireBusSenders } from './bus-wiring';
import type { Config } from './config';
import { wireControlExchange, wireControlReader } from './control-wiring';
import { wireDegradedMode } from './degraded-wiring';
import { wireBulkRepairs } from './desk-wiring';
import { wireIntentKeeper } from './intents-wiring';
import { systemClock as clock } from './ports/clock';
import { systemRandom as random } from './ports/random';
import { isShed } from './domain/optional-work';
import { wireKeptShare } from './kept-share-wiring';
import { CartKeeper } from './services/cart-keeper';
import { CaseWatcher } from './services/case-watcher';
import { CheckoutGateway } from './services/checkout-gateway';
import { HoldKeeper } from './services/hold-keeper';
import { LedgerSweeper } from './services/ledger-sweeper';
import { MessageConsumers, salesConsumer } from './services/message-consumers';
import { Notifier } from './services/notifier';
import { OrderIntake } from './services/order-intake';
import { OrderOwner } from './services/order-owner';
import { OrderStatusReader } from './services/order-status-reader';
import { OrderWatcher } from './services/order-watcher';
import { PaymentAdmission } from './services/payment-admission';
import { ShardKeeper } from './services/shard-keeper';
import { caseEscalationStore } from './stores/case-escalations';
import { checkoutStore } from './stores/checkouts';
import { fencedTryStore } from './stores/fenced-tries';
import { mailStore } from './stores/mails';
import { reservationStore } from './stores/reservations';
import { salesStore } from './stores/sales';
import { sweepStore } from './stores/sweeps';
import { wirePromise } from './promise-wiring';
import { wireMessageJobs } from './message-wiring';
import { realParts } from './real-parts';

export function wireWeb(config: Config) {
  const base = realParts(config, 'web');
  const { directory, region, sql, wakeUp, orders, evidence, shards, receiver, meter } = base;
  const kept = wireKeptShare(config);
  const watcher = new OrderWatcher({ clock, orders: kept.orders, wakeUp });
  const controls = wireControlReader(base, 'web');
  const admission = new PaymentAdmission({
    clock,
    random,
    controls,
    region,
    meter,
    pressure: () => base.pressure.sampler.now(),
  });
  const intake = new OrderIntake({ clock, random, meter });
  const carts = new CartKeeper({ region, clock, random, carts: kept.carts, products: kept.products });
  const gateway = new CheckoutGateway({
    region,
    clock,
    random,
    checkouts: checkoutStore(sql),
    orders,
    shards,
    owners: directory,
    fenced: fencedTryStore(sql),
    evidence,
    payments: receiver,
    watcher,
    admission,
    intake,
  });
  const status = new OrderStatusReader({ clock, orders: kept.orders, watcher });
  const shedsRecommendations = () => {
    const shed = isShed('recommendations', controls.current(), base.pressure.sampler.now().reading);
    if (shed) meter.count('shed_recommendations');
    return shed;
  };
  const close = async () => {
    await kept.close();
    await base.close();
  };
  return {
    ...base,
    clock,
    random,
    watcher,
    controls,
    admission,
    carts,
    gateway,
    status,
    bus: wireBusDoor(base, config.bus.url),
    shedsRecommendations,
    close,
  };
}

export function wireWorker(config: Config) {
  const base = realParts(config, 'worker');
  const { region, sql, wakeUp, mailer, orders, deliveries, shards } = base;
  const fenced = fencedTryStore(sql);
  const owner = new OrderOwner({ region, clock, random, orders, deliveries, fenced, wakeUp });
  const keeper = new ShardKeeper({
    region,
    holder: base.process,
    clock,
    shards,
  });
  const caseWatcher = new CaseWatcher({ region, clock, escalations: caseEscalationStore(sql) });
  const holds = new HoldKeeper({ region, clock, fenced, reservations: reservationStore(sql) });
  const notifier = new Notifier({ clock, mails: mailStore(sql), mailer });
  const consumers = new MessageConsumers({
    region,
    clock,
    random,
    deliveries,
    consumers: { mail: (message) => notifier.consume(message), sales: salesConsumer(salesStore(sql), clock) },
  });
  const sweeper = new LedgerSweeper({
    ...base,
    clock,
    owners: base.directory,
    sweeps: sweepStore(sql),
    settings: config.sweep,
    settleTimeMs: config.payments.settleTimeMs,
  });
  const bulk = wireBulkRepairs(config, base);
  const controls = wireControlReader(base, 'worker');
  const intents = wireIntentKeeper(base, controls);
  const promise = wirePromise(config);
  const close = async () => {
    intents.close();
    await promise.close();
    await base.close();
  };
  return {
    ...base,
    clock,
    controls,
    exchange: wireControlExchange(base),
    degradedMode: wireDegradedMode(config, base),
    bulk,
    messageJobs: wireMessageJobs(config, base),
    ...wireBusSenders(base, config.bus.url),
    intents: intents.keeper,
    owner,
    keeper,
    holds,
    caseWatcher,
    notifier,
    consumers,
    sweeper,
    promise: promise.watcher,
    close,
  };
}

export type WiredWeb = ReturnType<typeof wireWeb>;

/** The one place where real stores and ports are handed to their owners. */
import { wireBusDoor, wireBusSenders } from './bus-wiring';
import { wireCheckout } from './checkout-wiring';
import type { Config } from './config';
import { wireControlExchange, wireControlReader } from './control-wiring';
import { wireDegradedMode } from './degraded-wiring';
import { wireBulkRepairs, wireProposalWatcher } from './desk-wiring';
import { wireIntentKeeper } from './intents-wiring';
import { systemClock as clock } from './ports/clock';
import { systemRandom as random } from './ports/random';
import { isShed } from './domain/optional-work';
import { wireKeptShare } from './kept-share-wiring';
import { MessageConsumers, salesConsumer } from './services/message-consumers';
import { Notifier } from './services/notifier';
import { tracedConsumers } from './services/traced-parts';
import { mailStore } from './stores/mails';
import { salesStore } from './stores/sales';
import { wireOwner } from './owner-wiring';
import { wirePromise } from './promise-wiring';
import { wireMessageJobs } from './message-wiring';
import { realParts } from './real-parts';

export function wireWeb(config: Config) {
  const base = realParts(config, 'web');
  const { meter } = base;
  const kept = wireKeptShare(config);
  const controls = wireControlReader(base, 'web');
  const { admission, carts, gateway, intake, status, watcher } = wireCheckout(base, kept, controls);
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
    intake,
    status,
    bus: wireBusDoor(base, config.bus.url),
    shedsRecommendations,
    close,
  };
}

export function wireWorker(config: Config) {
  const base = realParts(config, 'worker');
  const { region, sql, mailer, deliveries, read, tracer } = base;
  const notifier = new Notifier({ clock, mails: mailStore(sql), mailer, read });
  const consumers = new MessageConsumers({
    region,
    clock,
    random,
    deliveries,
    consumers: tracedConsumers(
      { mail: (message) => notifier.consume(message), sales: salesConsumer(salesStore(sql), clock, read) },
      tracer,
    ),
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
    ...wireOwner(config, base),
    proposalWatcher: wireProposalWatcher(base),
    notifier,
    consumers,
    promise: promise.watcher,
    checkpointer: promise.checkpointer,
    close,
  };
}

export type WiredWeb = ReturnType<typeof wireWeb>;

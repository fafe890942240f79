/** What a worker does about its region's mode: the real controller with its checklist, and the exchange with the other region. */
import { NO_LATENCY } from '../domain/latency-histogram';
import type { PressureSample } from '../domain/pressure/pressure';
import type { PaymentProvider } from '../ports/payment-provider';
import type { RegionLink } from '../ports/region-link';
import { DegradedModeController } from '../services/degraded-mode-controller';
import { EpochCanary } from '../services/epoch-canary';
import { ExitChecker } from '../services/exit-checker';
import { degradedModeWorker } from '../workers/degraded-mode-worker';
import type { Job } from '../workers/loop';
import type { Ground } from './ground';
import { queueAge, undecidedAgeMs } from './memory/exit-evidence';
import type { MemoryDatabase } from './memory/memory-database';
import { controlExchange, type ModePlace, RAMP_HOLDS } from './mode-side';
import type { ModeWeather } from './mode-weather';
import type { ProcessStores } from './process-stores';

export const MODE_JOBS: ReadonlySet<string> = new Set(['degraded-mode-worker', 'control-messenger']);
const TELL_EVERY_MS = 3_000;

export function modeJobs(
  { mutant, trace }: Ground,
  weather: ModeWeather,
  db: MemoryDatabase,
  stores: ProcessStores,
  place: ModePlace,
  provider: Pick<PaymentProvider, 'lookUp'>,
): Job[] {
  const { agreementSamples: samples, canaries, controlPeers, exitChecks: checks, ownerOrders: orders, shards } = stores;
  const { region } = place;
  const honest = new EpochCanary({ ...place, shards, orders, canaries });
  const canary = mutant?.canary?.(honest) ?? honest;
  const checker = new ExitChecker({ ...place, provider, samples, checks, canary });
  const controller = new DegradedModeController({
    ...place,
    modes: (mutant?.controllerModes ?? ((store) => store))(stores.modes, stores.context),
    checks,
    checker,
    samples: { samples: () => Promise.resolve([sampleOf(db, weather, region)]), rollups: () => Promise.resolve([]) },
    peers: { heard: (peer) => controlPeers.heard(peer) },
    holds: RAMP_HOLDS,
    entry: 'by_itself',
  });
  return [
    degradedModeWorker(controller, ({ change, next }) => {
      const step = next.state === 'recovering' ? ` ${next.rampPercent} %` : '';
      trace.add('mode', `${region} ${change}: ${next.state}${step}`);
    }),
  ];
}

/** Tells the other region this one's switches and mode. */
export function controlMessenger(stores: ProcessStores, place: ModePlace, link: RegionLink): Job {
  const exchange = controlExchange(stores, place, link);
  return { name: 'control-messenger', idleMs: TELL_EVERY_MS, runOnce: () => exchange.tell().then(() => 0) };
}

/** What the region's own queues say, and of the provider what the history wants said. */
function sampleOf(db: MemoryDatabase, weather: ModeWeather, region: ModePlace['region']): PressureSample {
  const timeouts = weather.pressedSinceMs(region) === null ? 0 : 40;
  return {
    atMs: db.nowMs(),
    source: 'worker',
    measures: {
      confirmation_queue: [...db.deliveries.values()].filter(({ consumer }) => consumer === 'order-owner').length,
      confirmation_queue_oldest_ms: queueAge(db),
      authorizations_undecided_oldest_ms: undecidedAgeMs(db),
      provider_attempts: 100,
      provider_timeouts: timeouts,
    },
    latency: NO_LATENCY,
  };
}

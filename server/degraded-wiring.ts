/** Degraded mode of one region, handed its stores: the worker watches and moves it, the web asks it for people. */
import type { Config } from './config';
import { wireControlExchange } from './control-wiring';
import { systemClock as clock } from './ports/clock';
import type { RealParts } from './real-parts';
import { ControlDesk } from './services/control-desk';
import { Waivers } from './services/dead-letter-waivers';
import { DegradedModeController } from './services/degraded-mode-controller';
import { EpochCanary } from './services/epoch-canary';
import { ExitChecker } from './services/exit-checker';
import { ModeDesk } from './services/mode-desk';
import { ModeReader } from './services/mode-reader';
import type { RegionRouter } from './services/region-router';
import { type ControlRateSide, controlRateSide, regionalControls } from './services/regional-controls';
import { type ModeSide, modeSide, RegionalMode } from './services/regional-mode';
import { agreementSampleStore } from './stores/agreement-samples';
import { attemptRateStore } from './stores/attempt-rates';
import { auditStore } from './stores/audit';
import { brokenGlassStore } from './stores/broken-glasses';
import { controlReaderStore } from './stores/control-readers';
import { controlStore } from './stores/controls';
import { degradedEpisodeStore } from './stores/degraded-episodes';
import { degradedModeStore } from './stores/degraded-modes';
import { epochCanaryStore } from './stores/epoch-canaries';
import { exitCheckStore } from './stores/exit-checks';
import { pressureSampleStore } from './stores/pressure-samples';
import { waiverStore } from './stores/waivers';

/** What this region answers about its own mode and its own attempts. */
export function wireModeSide(config: Config, parts: RealParts): ModeSide & ControlRateSide {
  const { region, sql } = parts;
  const [modes, checks, glasses, audit] = [
    degradedModeStore(sql),
    exitCheckStore(sql),
    brokenGlassStore(sql),
    auditStore(sql),
  ];
  const reader = new ModeReader({
    region,
    clock,
    modes,
    checks,
    glasses,
    readers: controlReaderStore(sql),
    episodes: degradedEpisodeStore(sql),
    agreements: agreementSampleStore(sql),
    samples: pressureSampleStore(sql, region),
    holds: config.degraded.holds,
  });
  const desk = new ModeDesk({ region, clock, modes, checks, glasses, audit });
  const waivers = new Waivers({ waivers: waiverStore(sql), audit });
  return { ...modeSide({ reader, desk, waivers }), ...controlRateSide(wireControlDesk(parts)) };
}

/** The switches and the mode of the whole store, for whoever sits in this region. */
export function wireOnCall(parts: RealParts, router: RegionRouter, newRequestId: () => string) {
  const { region } = parts;
  return {
    controls: regionalControls(region, wireControlDesk(parts), router, newRequestId),
    mode: new RegionalMode({ region, router, newRequestId, nowMs: () => clock.nowMs() }),
  };
}

function wireControlDesk(parts: RealParts): ControlDesk {
  const { region, sql } = parts;
  return new ControlDesk({
    region,
    clock,
    controls: controlStore(sql),
    readers: controlReaderStore(sql),
    modes: degradedModeStore(sql),
    rates: attemptRateStore(sql),
    audit: auditStore(sql),
    exchange: wireControlExchange(parts),
  });
}

export function wireDegradedMode(config: Config, { orders, provider, region, shards, sql }: RealParts) {
  const checks = exitCheckStore(sql);
  const checker = new ExitChecker({
    region,
    clock,
    provider,
    samples: agreementSampleStore(sql),
    checks,
    canary: new EpochCanary({ region, clock, shards, orders, canaries: epochCanaryStore(sql) }),
  });
  return new DegradedModeController({
    region,
    clock,
    modes: degradedModeStore(sql),
    samples: pressureSampleStore(sql, region),
    checks,
    checker,
    peers: controlReaderStore(sql),
    ...config.degraded,
  });
}

/** How a history goes on whose regions are degraded: people try to leave while things strike, then once all is well, until they may. */
import type { ModePlan } from './mode-plan';
import type { World } from './world';

/** Skips from one instant at which something is due to the next. */
type Drive = (world: World, untilMs: number) => Promise<void>;

const ATTEMPT_EVERY_MS = 4_000;
const STRUCK_MS = 36_000;
/** Longer than an intent may be pending. */
const LONG_MS = 11 * 60_000;
const AFTER_LONG_MS = 28_000;
/** So long an obstacle stands at most, once all else is healed. */
const OBSTACLE_MS = 44_000;
const LEFT_WITHIN_MS = 110_000;
/** Where nobody will be let out. */
const HELD_MS = 24_000;
/** Then the next look-up has to be waited for: the fourth, the fifth. */
const WAITS_MS = [0, 6 * 60_000, 40 * 60_000] as const;

export async function stayDegraded(world: World, mode: ModePlan, drive: Drive): Promise<void> {
  if (mode.obstacle.line !== 'oldest_pending') return attempts(world, mode, STRUCK_MS, false);
  await skip(world, LONG_MS, drive);
  await attempts(world, mode, AFTER_LONG_MS, false);
}

/** What was entered is left: nobody stays in a mode whose evidence holds. */
export async function leftByEvidence(world: World, mode: ModePlan, drive: Drive): Promise<void> {
  await attempts(world, mode, OBSTACLE_MS, true);
  mode.clearAway(true);
  for (const waitMs of WAITS_MS) {
    if (waitMs > 0) await skip(world, waitMs, drive);
    const isHeld = world.checker.mode.isHeldForGood();
    await attempts(world, mode, isHeld ? HELD_MS : LEFT_WITHIN_MS, true);
    if (mode.isNormal || isHeld) break;
  }
  if (!world.ground.scheduler.stopped) world.checker.mode.afterTheHeal(mode.isNormal);
}

async function attempts(world: World, mode: ModePlan, ms: number, isHealed: boolean): Promise<void> {
  const { scheduler } = world.ground;
  const untilMs = scheduler.nowMs + ms;
  while (!scheduler.stopped && scheduler.nowMs < untilMs && !(isHealed && mode.isNormal)) {
    mode.attempt(isHealed);
    await scheduler.runUntil(scheduler.nowMs + ATTEMPT_EVERY_MS);
    mode.clearAway(false);
  }
}

async function skip(world: World, ms: number, drive: Drive): Promise<void> {
  const { scheduler, yard } = world.ground;
  yard.parking = true;
  await drive(world, scheduler.nowMs + ms);
  yard.open();
}

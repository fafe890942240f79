/**
 * Somebody on call enters degraded mode, or a figure does, and people leave it when the region's evidence lets them: at the desk, asking
 * again and again; and past every desk, as whoever had the processes' own rights at the database could.
 */
import type { ActionResult } from '../domain/action-result';
import { type Mode, type ModeMove, recoveryBegun } from '../domain/degraded-mode';
import { EXIT_LINES, type ExitLineName } from '../domain/exit-evidence';
import { otherRegion, type Region } from '../domain/ids';
import { request } from './client';
import { ExitObstacle, heldAlone } from './exit-obstacle';
import { type Ask, GlassPlan, type Staff } from './glass-plan';
import { SeededStream } from './seeded-stream';
import { START_MS } from './start';
import { THEME_COUNT } from './themes';
import type { World } from './world';

const ENTERED = { fromMs: 1_000, untilMs: 8_000 } as const;
const ENTERED_LATER = { fromMs: 5_000, untilMs: 9_000 } as const;
const OBSTACLE = { fromMs: 3_000, untilMs: 12_000 } as const;
/** While people still pay: in a degraded region next to nobody does. */
const EARLY_OBSTACLE = { fromMs: 300, untilMs: 1_500 } as const;
const EARLY: readonly ExitLineName[] = ['authorizations_undecided', 'queue_age'];
const REGIONS = ['east', 'west'] as const;
const ON_CALL = { email: 'call@evident.test', role: 'on-call' } as const;
const REASON = 'The provider was slow, and both sides were looked at.';
const PAST_THE_DESK = 'past the desk';
/** As long as a figure has to be over its limit for the ramp to step back, and some. */
const PRESSED_MS = 14_000;
const WISHES = ['leave', 'leave', 'leave', 'normal', 'leap'] as const;
type Wish = (typeof WISHES)[number];

export class ModePlan {
  readonly obstacle: ExitObstacle;
  private readonly luck: SeededStream;
  private readonly pauses: boolean;
  private presses: boolean;
  private hasPaused = false;
  private pressed: { readonly region: Region; readonly sinceMs: number } | null = null;
  private clicks = 0;
  private readonly heldBy = new Set<ExitLineName>();
  private readonly glass: GlassPlan | null;

  private constructor(private readonly world: World) {
    const { scheduler } = world.ground;
    this.luck = new SeededStream(world.options.seed, 'plan/degraded_mode');
    const { luck } = this;
    const first = luck.pick(REGIONS);
    const how = luck.weighted([
      [5, 'by one'],
      [2, 'by two at once'],
      [2, 'by a figure'],
    ] as const);
    this.pauses = luck.chance(0.3);
    this.presses = luck.chance(0.3);
    this.glass = luck.chance(0.3) ? new GlassPlan(world, (...asked) => this.click(...asked)) : null;
    this.obstacle = new ExitObstacle(world, lineOf(world.options.seed), luck.pick(REGIONS));
    const isEarly = EARLY.includes(this.obstacle.line);
    const enters = isEarly ? ENTERED_LATER : ENTERED;
    scheduler.at(START_MS + luck.between(enters.fromMs, enters.untilMs), null, () => {
      if (how === 'by a figure') this.pressUntilEntered(first);
      else this.enter(first);
      if (how === 'by two at once') this.enter(otherRegion(first));
      return true;
    });
    const begins = isEarly ? EARLY_OBSTACLE : OBSTACLE;
    scheduler.at(START_MS + luck.between(begins.fromMs, begins.untilMs), null, () => {
      this.obstacle.begin();
      return false;
    });
  }

  /** Null: nobody enters it. */
  static plan(world: World): ModePlan | null {
    return world.ground.mode === null ? null : new ModePlan(world);
  }

  get isNormal(): boolean {
    return REGIONS.every((region) => this.stateOf(region) === 'normal');
  }

  /** The obstacle was named alone, or has stood for long enough. */
  clearAway(isLate: boolean): void {
    if (isLate || this.heldBy.has(this.obstacle.line)) this.obstacle.end();
  }

  /** Everybody tries once. @param isHealed whether nothing else strikes any more. */
  attempt(isHealed: boolean): void {
    if (this.isNormal) return;
    const { isRipe, region: where } = this.obstacle;
    const region = this.luck.chance(0.5) ? where : this.luck.pick(REGIONS);
    void this.pastTheDesk(region, isRipe ? this.luck.pick(WISHES) : 'normal').catch(() => undefined);
    if (isRipe && REGIONS.some((each) => this.stateOf(each) === 'degraded'))
      void this.click(ON_CALL, 'leave', this.luck.pick(REGIONS), (mode, asked) => mode.leave(REASON, asked));
    if (isRipe) this.glass?.attempt();
    this.workTheRamp();
    if (isHealed && this.presses) this.pressTheRamp();
  }

  private enter(region: Region): void {
    void this.click(ON_CALL, 'enter', region, (mode, asked) => mode.enter(REASON, asked));
  }

  private pressUntilEntered(region: Region): void {
    const { mode, scheduler } = this.world.ground;
    mode?.press(region);
    scheduler.after(PRESSED_MS, null, () => {
      const { line, region: where } = this.obstacle;
      if (line !== 'pressure' || where !== region) mode?.ease(region);
      return false;
    });
  }

  private workTheRamp(): void {
    const { luck } = this;
    const ramps = REGIONS.flatMap((region) => this.world.cells[region].db.degradedModes.get(region) ?? []);
    const recovering = ramps.filter(({ state }) => state === 'recovering');
    if (recovering.some(({ rampPaused }) => rampPaused)) {
      if (luck.chance(0.7))
        void this.click(ON_CALL, 'resume', luck.pick(REGIONS), (mode, asked) => mode.moveRamp('resume', REASON, asked));
    } else if (this.pauses && !this.hasPaused && recovering.length > 0) {
      this.hasPaused = true;
      void this.click(ON_CALL, 'pause', luck.pick(REGIONS), (mode, asked) => mode.moveRamp('pause', REASON, asked));
    }
  }

  /** Once, on its way up: a figure goes over its limit, and the ramp has to step back by itself. */
  private pressTheRamp(): void {
    const { checker, cells, ground } = this.world;
    const { nowMs } = ground.scheduler;
    if (this.pressed !== null) {
      if (nowMs - this.pressed.sinceMs < PRESSED_MS) return;
      checker.mode.afterPressure(this.pressed.region, this.pressed.sinceMs);
      ground.mode?.ease(this.pressed.region);
      this.presses = false;
      return;
    }
    const region = REGIONS.find((each) => (cells[each].db.degradedModes.get(each)?.rampPercent ?? 0) > 5);
    if (region === undefined || ground.mode?.pressedSinceMs(region) !== null) return;
    this.pressed = { region, sinceMs: nowMs };
    ground.mode.press(region);
  }

  /** Straight at the database, without the evidence or by a way that is none. */
  private async pastTheDesk(region: Region, wish: Wish): Promise<void> {
    const { cells, ground } = this.world;
    const services = cells[region].services;
    if (services === null || services.life.process.pausedUntilMs > ground.scheduler.nowMs) return;
    const nowMs = services.clock.nowMs();
    const { mode } = await services.modes.get(region);
    const move = moveOf(wish, mode, nowMs);
    if (move === null) return;
    const witness = { reason: REASON, evidence: {}, changedBy: PAST_THE_DESK, nowMs };
    const answer = await services.modes.move(region, move, witness, null);
    ground.trace.add(
      PAST_THE_DESK,
      `${wish} ${region} ${answer.kind}${answer.kind === 'refused' ? `: ${answer.text}` : ''}`,
    );
    if (answer.kind !== 'refused') return;
    if (answer.code === 'evidence_missing') this.note(answer.text);
    else ground.sometimes.saw('way out refused: there is no such way');
  }

  private click(staff: Staff, act: string, region: Region, ask: Ask): Promise<ActionResult | null> {
    const { cells, ground } = this.world;
    const { roads, scheduler, trace } = ground;
    const operationId = `mode_${++this.clicks}`;
    const asked = { staff, operationId, requestId: `req_${operationId}`, traceId: null };
    const road = { scheduler, luck: roads, web: (of: Region) => cells[of].services };
    return request(road, region, ({ mode }) => ask(mode, asked)).then((reply) => {
      if (reply.kind !== 'answered') {
        trace.add(staff.email, `${act} ${region} ${reply.kind}`);
        return null;
      }
      trace.add(staff.email, `${act} ${region} ${reply.answer.kind}: ${reply.answer.text}`);
      if (act === 'leave' && reply.answer.kind === 'not_done') this.note(reply.answer.text);
      return reply.answer;
    });
  }

  private note(text: string): void {
    const line = heldAlone(text);
    if (line === null) return;
    this.heldBy.add(line);
    this.world.ground.sometimes.saw(`exit refused for one reason: ${line}`);
  }

  private stateOf(region: Region): Mode['state'] {
    return this.world.cells[region].db.degradedModes.get(region)?.state ?? 'normal';
  }
}

/** Of neighbours of one theme each has another, so that few histories have seen all. */
function lineOf(seed: number): ExitLineName {
  return EXIT_LINES[Math.floor(Math.abs(seed) / THEME_COUNT) % EXIT_LINES.length] ?? 'agreement';
}

/** Null: where the mode stands, that would be the product's own next step. */
function moveOf(wish: Wish, mode: Mode, nowMs: number): ModeMove | null {
  if (mode.state === 'normal') return null;
  const percent = mode.state === 'recovering' ? mode.rampPercent : 0;
  switch (wish) {
    case 'leave':
      return recoveryBegun(mode, nowMs);
    case 'normal':
      return percent === 100 ? null : { next: { state: 'normal', version: mode.version + 1 }, change: 'returned' };
    case 'leap': {
      if (percent >= 50) return null;
      const { enteredAtMs, episodeId, glassId, owner } = mode;
      const episode = { version: mode.version + 1, episodeId, enteredAtMs, owner, glassId };
      const change = mode.state === 'degraded' ? 'recovery_began' : 'stepped_up';
      return {
        next: { state: 'recovering', ...episode, rampPercent: 100, stepSinceMs: nowMs, rampPaused: false },
        change,
      };
    }
    default:
      return wish satisfies never;
  }
}

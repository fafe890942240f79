/**
 * Two people leave degraded mode without its evidence: one asks, another agrees. Before that whoever asked tries alone, somebody tries who
 * may not, and somebody goes past the desk with a glass that nobody agreed to.
 */
import type { ActionResult } from '../domain/action-result';
import { recoveryBegun } from '../domain/degraded-mode';
import type { Region } from '../domain/ids';
import type { Role } from '../domain/permissions';
import type { StaffAsked } from '../domain/staff';
import type { RegionalMode } from '../services/regional-mode';
import { SeededStream } from './seeded-stream';
import type { World } from './world';

export interface Staff {
  readonly email: string;
  readonly role: Role;
}

export type Ask = (mode: RegionalMode, asked: StaffAsked) => Promise<ActionResult>;

type Click = (staff: Staff, act: string, region: Region, ask: Ask) => Promise<ActionResult | null>;

const ASKS: Staff = { email: 'call@evident.test', role: 'on-call' };
const AGREES: Staff = { email: 'approver@evident.test', role: 'approver' };
/** Signed in, and let past the page by nobody here: the database has to know. */
const MAY_NOT: Staff = { email: 'support@evident.test', role: 'support' };
export const PEOPLE = [ASKS, AGREES, MAY_NOT] as const;
const REGIONS = ['east', 'west'] as const;
const REASON = 'The provider confirmed by phone that all is well.';
const STEPS = ['wait', 'wait', 'ask', 'alone', 'wrong person', 'past the desk', 'agree', 'rest'] as const;

export class GlassPlan {
  private readonly luck: SeededStream;
  private at = 0;
  private asked = 0;

  constructor(
    private readonly world: World,
    private readonly click: Click,
  ) {
    this.luck = new SeededStream(world.options.seed, 'plan/glass');
  }

  /** One step further, as long as a region is degraded. */
  attempt(): void {
    const { cells, ground } = this.world;
    if (!REGIONS.some((region) => cells[region].db.degradedModes.get(region)?.state === 'degraded')) return;
    const step = STEPS[this.at++ % STEPS.length] ?? 'rest';
    const region = this.luck.pick(REGIONS);
    switch (step) {
      case 'wait':
      case 'rest':
        return;
      case 'ask':
        this.asked++;
        this.noteClick(ASKS);
        void this.click(ASKS, 'ask for a glass', region, (mode, asked) => mode.askGlass(this.glassId, REASON, asked));
        return;
      case 'alone':
        return this.agree(ASKS, region, 'glass refused to one person alone');
      case 'wrong person':
        // in some histories alone: what stands there then is no agreement
        if (this.luck.chance(0.2)) this.agree(MAY_NOT, region, 'glass refused to whoever may not agree');
        return;
      case 'past the desk':
        void this.pastTheDesk(region).catch(() => undefined);
        return;
      case 'agree':
        this.noteClick(AGREES);
        return this.agree(AGREES, region, null);
      default:
        step satisfies never;
    }
    ground.trace.add('glass', step);
  }

  private get glassId(): string {
    return `glass${this.asked}`;
  }

  private agree(
    staff: Staff,
    region: Region,
    refused: 'glass refused to one person alone' | 'glass refused to whoever may not agree' | null,
  ): void {
    const { glassId } = this;
    void this.click(staff, 'agree to the glass', region, (mode, asked) => mode.agreeGlass(glassId, REASON, asked)).then(
      (answer) => {
        if (refused !== null && answer?.kind === 'not_done') this.world.ground.sometimes.saw(refused);
      },
    );
  }

  private async pastTheDesk(region: Region): Promise<void> {
    const { cells, ground } = this.world;
    const services = cells[region].services;
    if (services === null || services.life.process.pausedUntilMs > ground.scheduler.nowMs) return;
    const nowMs = services.clock.nowMs();
    const { mode } = await services.modes.get(region);
    const move = recoveryBegun(mode, nowMs, `${this.glassId}:${region}`);
    if (move === null) return;
    const witness = { reason: REASON, evidence: {}, changedBy: 'past the desk', nowMs };
    const answer = await services.modes.move(region, move, witness, null);
    ground.trace.add('past the desk', `glass ${region} ${answer.kind}`);
  }

  private noteClick({ email }: Staff): void {
    this.world.checker.mode.glass.onClick(this.glassId, email);
  }
}

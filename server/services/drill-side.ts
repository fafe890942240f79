/** Drills are conducted in one region, whichever console asks: their weather is both regions'. */
import type { ActionResult } from '../domain/action-result';
import type { DrillId, DrillRun } from '../domain/drill';
import type { Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { DrillConductor, DrillOverview } from './drill-conductor';
import type { RegionRouter } from './region-router';

/** Where they are conducted and kept. */
const CONDUCTED_IN: Region = 'east';
const PATIENCE_MS = 8_000;

export type DrillsTold =
  | { readonly kind: 'drills'; readonly overview: DrillOverview }
  /** This store runs none: a payment may be real. */
  | { readonly kind: 'off' };

/** What the conducting region answers, by name and plain data. */
export interface DrillSide {
  drill_overview(input: Record<string, never>): Promise<DrillsTold>;
  drill_start(input: { drill: DrillId; asked: StaffAsked }): Promise<ActionResult>;
  drill_stop(input: { runId: string; asked: StaffAsked }): Promise<ActionResult>;
}

const OFF: ActionResult = { kind: 'not_done', code: 'drills_off', text: 'Drills are off in this store.' };

/** @param conductor null where drills are off. */
export function drillSide(conductor: DrillConductor | null): DrillSide {
  return {
    drill_overview: async () =>
      conductor === null ? { kind: 'off' } : { kind: 'drills', overview: await conductor.overview() },
    drill_start: async ({ asked, drill }) => conductor?.start(drill, asked) ?? OFF,
    drill_stop: async ({ asked, runId }) => conductor?.stop(runId, asked) ?? OFF,
  };
}

export class RegionalDrills {
  constructor(private readonly parts: { readonly router: RegionRouter; newRequestId(): string }) {}

  async overview(): Promise<DrillsTold | { readonly kind: 'not_reached'; readonly region: Region }> {
    const routed = await this.parts.router.ask(CONDUCTED_IN, 'drill_overview', {}, this.asking());
    return routed.kind === 'answered' ? routed.answer : { kind: 'not_reached', region: CONDUCTED_IN };
  }

  /** Null: none, or nobody here can tell. */
  async running(): Promise<Pick<DrillRun, 'drill' | 'startedAtMs' | 'startedBy'> | null> {
    const told = await this.overview();
    if (told.kind !== 'drills') return null;
    const run = told.overview.runs.find(({ state }) => state === 'running');
    return run === undefined ? null : { drill: run.drill, startedAtMs: run.startedAtMs, startedBy: run.startedBy };
  }

  async start(drill: DrillId, asked: StaffAsked): Promise<ActionResult> {
    const routed = await this.parts.router.ask(CONDUCTED_IN, 'drill_start', { drill, asked }, this.asking());
    return routed.kind === 'answered' ? routed.answer : NOT_KNOWN;
  }

  async stop(runId: string, asked: StaffAsked): Promise<ActionResult> {
    const routed = await this.parts.router.ask(CONDUCTED_IN, 'drill_stop', { runId, asked }, this.asking());
    return routed.kind === 'answered' ? routed.answer : NOT_KNOWN;
  }

  private asking() {
    return { requestId: this.parts.newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
  }
}

const NOT_KNOWN: ActionResult = {
  kind: 'not_known_yet',
  text: `${CONDUCTED_IN} conducts the drills and did not answer.`,
  watch: '/console/drills',
};

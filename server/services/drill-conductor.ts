/**
 * Conducts drills: one at a time, told step by step, counted each second against what customers were told and the provider's own
 * ledger, always healed, and judged when everything had the time to settle. It breaks only what drill control may break.
 */
import type { ActionResult } from '../domain/action-result';
import { type DrillId, drillOf, DRILLS, type Drill, type DrillRun } from '../domain/drill';
import { drillHolds, drillStanding, drillTallies, lastAnswer } from '../domain/drill-tally';
import { isFinal, ORDER_STATES } from '../domain/order';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { DrillStage } from '../ports/drill-stage';
import type { DrillNews, DrillRunStore } from '../stores/drill-runs';
import { DrillPerformance } from './drill-performance';
import { DRILL_SCRIPTS } from './drill-scripts';
import { staffEntry } from './staff-entry';

export interface DrillConductorParts {
  readonly clock: Clock;
  readonly stage: DrillStage;
  readonly runs: DrillRunStore;
}

export interface DrillOverview {
  readonly drills: readonly Drill[];
  /** The newest of each drill. */
  readonly runs: readonly DrillRun[];
  readonly nowMs: number;
}

const BEAT_MS = 1_000;
/** After the heal; an order that is not final or in a case by then is what the verdict tells. */
const SETTLES_WITHIN_MS = 120_000;

export class DrillConductor {
  constructor(private readonly parts: DrillConductorParts) {}

  async overview(): Promise<DrillOverview> {
    const { clock, runs } = this.parts;
    return { drills: DRILLS, runs: await runs.newest(), nowMs: clock.nowMs() };
  }

  /** Answers when it has begun; the run goes on by itself. */
  async start(id: DrillId, asked: StaffAsked): Promise<ActionResult> {
    const { runs } = this.parts;
    const runId = `drill:${asked.operationId}`;
    const { title } = drillOf(id);
    const { email } = asked.staff;
    const answer = await runs.begin({ runId, drill: id, startedBy: email }, staffEntry('drills:start', id, asked));
    switch (answer) {
      case 'begun':
        void this.conduct(runId, drillOf(id), email);
        return { kind: 'done', text: `${title}: started.` };
      case 'known':
        return { kind: 'done', text: `${title}: it was started by this click before.` };
      case 'other_running':
        return {
          kind: 'not_done',
          code: 'drill_running',
          text: 'Another drill runs. One at a time: the weather is everybody’s.',
        };
      default:
        return answer satisfies never;
    }
  }

  /** Heals at once where nobody conducts the run any more. */
  async stop(runId: string, asked: StaffAsked): Promise<ActionResult> {
    const { runs, stage } = this.parts;
    if (await runs.askToStop(runId, staffEntry('drills:stop', runId, asked)))
      return { kind: 'done', text: 'It stops, heals what it broke and waits for the orders to settle.' };
    await stage.heal();
    return { kind: 'done', text: 'Nobody conducts it any more. Everything is healed.' };
  }

  private async conduct(runId: string, drill: Drill, by: string): Promise<void> {
    const { clock, runs, stage } = this.parts;
    const stop = new AbortController();
    const played = new DrillPerformance(stage, clock, runId, stop.signal);
    const news = (atRest: boolean): DrillNews => ({
      story: played.story,
      tallies: [...drillTallies(played.seen(), atRest), ...played.further],
      orderId: played.orderId(),
    });
    let over = false;
    const beating = (async () => {
      while (!over) {
        if (await runs.beat(runId, news(false)).catch(() => false)) stop.abort('asked to stop');
        await clock.sleep(BEAT_MS);
        await played.look().catch(() => undefined);
      }
    })();
    try {
      await stage.heal();
      played.say(`Started by ${by}`);
      await DRILL_SCRIPTS[drill.id](played, drill);
      if (stop.signal.aborted) played.say('Stopped by hand');
      await stage.heal();
      played.say('Everything is healed');
      await this.settle(played);
      over = true;
      await beating;
      const { tallies, ...rest } = news(true);
      const holds = drillHolds(tallies) && played.seen().length > 0;
      const verdict = `${holds ? 'It held.' : 'It did not hold.'} ${drillStanding(played.seen())}.`;
      await runs.end(runId, holds ? 'held' : 'broken', verdict, { tallies, ...rest });
    } catch (error) {
      over = true;
      await beating.catch(() => undefined);
      await stage.heal().catch(() => undefined);
      played.say(`The drill itself failed: ${error instanceof Error ? error.message : String(error)}`);
      await runs
        .end(runId, 'interrupted', 'Nothing can be said: the drill itself failed.', news(false))
        .catch(() => undefined);
    }
  }

  /** The beat looks; this waits for what it sees. A stop ends the fault early, never the look at what came of it. */
  private async settle(played: DrillPerformance): Promise<void> {
    const { clock } = this.parts;
    const untilMs = clock.nowMs() + SETTLES_WITHIN_MS;
    const settled = () => played.seen().every((each) => isSettled(lastAnswer(each)?.state ?? ''));
    while (clock.nowMs() < untilMs && !settled()) await clock.sleep(BEAT_MS);
    // money follows the decision: captures and voids are in the ledger a moment later
    await clock.sleep(2 * BEAT_MS);
    await played.look();
    played.say(drillStanding(played.seen()));
  }
}

function isSettled(state: string): boolean {
  const known = ORDER_STATES.find((each) => each === state);
  return known !== undefined && (isFinal(known) || known === 'needs_reconciliation');
}

/**
 * The way from one process to its region's database and back. What reached the database happened, whoever still waits for the
 * answer: an aborted statement did nothing, a lost answer says nothing about the commit.
 */
import { isRefusedAsClosed } from '../services/owned-service';
import type { FaultPlan } from './fault-plan';
import type { Carry } from './memory/synchronous';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { Sometimes } from './sometimes';
import type { Life, SimulatedProcess } from './simulated-process';
import type { Trace } from './trace';

export interface StoreRoad {
  readonly scheduler: Scheduler;
  readonly luck: SeededStream;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly sometimes: Sometimes;
  /** Something happens to a process at the very moment at which one of its statements took effect. */
  readonly atStep: (process: SimulatedProcess, fault: StepFault) => void;
}

export type StepFault = 'crash_at_step' | 'pause_at_step' | 'pause_before_decision' | 'asleep_at_look_up';

/** The connection broke; whether the statement committed, the caller cannot know. */
export class ConnectionBroken extends Error {
  readonly code = '57P01';
}

type Fate = 'answered' | 'aborted' | 'committed_unanswered' | 'not_committed_unanswered';

const SLOW_MS = { least: 50, most: 6_000 };

export function storeRoad({ scheduler, luck, faults, trace, sometimes, atStep }: StoreRoad, life: Life): Carry {
  const strikeProcess = (call: string, answer: unknown, process: SimulatedProcess): void => {
    if (isRead(call, answer) && faults.strikes('pause_before_decision', call)) atStep(process, 'pause_before_decision');
    if (!WRITES.test(call)) return;
    if (faults.strikes('crash_at_step', call)) atStep(process, 'crash_at_step');
    else if (faults.strikes('pause_at_step', call)) atStep(process, 'pause_at_step');
  };
  return <Answer>(call: string, effect: () => Answer): Promise<Answer> => {
    if (life.over) return new Promise(() => undefined);
    const fate = fateOf(faults, call);
    const slowMs = faults.strikes('store_slow', call)
      ? faults.stream('store_slow').between(SLOW_MS.least, SLOW_MS.most)
      : 0;
    return new Promise((resolve, reject) => {
      const back = (run: () => void): void => {
        scheduler.after(luck.between(1, 3), life, () => {
          run();
          return true;
        });
      };
      scheduler.after(luck.between(1, 3) + slowMs, null, () => {
        if (fate === 'aborted' || fate === 'not_committed_unanswered') {
          trace.add(life.process.name, `${call} ${fate}`);
          if (fate === 'not_committed_unanswered') sometimes.saw('commit-unknown that did not commit');
          back(() => reject(new ConnectionBroken(`${call}: connection broken`)));
          return false;
        }
        try {
          const answer = effect();
          if (fate !== 'answered' || tells(call, answer))
            trace.add(life.process.name, `${call} ${fate === 'answered' ? brief(answer) : fate}`);
          if (fate === 'committed_unanswered') sometimes.saw('commit-unknown that did commit');
          back(() =>
            fate === 'answered' ? resolve(answer) : reject(new ConnectionBroken(`${call}: connection broken`)),
          );
          if (!life.over) strikeProcess(call, answer, life.process);
        } catch (error) {
          if (isRefusedAsClosed(error)) sometimes.saw('write refused: its shard is closed here');
          trace.add(life.process.name, `${call} refused: ${error instanceof Error ? error.message : String(error)}`);
          back(() => reject(error as Error));
        }
        return false;
      });
    });
  };
}

const WRITES =
  /^(orders\.(place|decide)|operations\.|deliveries\.(park|postpone)|evidence\.append|fenced\.record|mails\.(consume|settle)|sales\.|reservations\.release|sweeps\.record|repairs\.(propose|approve|end)|claims\.|audit\.append|escalations\.|shards\.(take|renew|release)|checkouts\.open|intents\.(keep|answered|refused|sending|notSent)|handOvers\.|shardHandOvers\.(begin|claim|note|askAbort|drain|close|hasSettled|askAccept|acceptWasRefused|wasAccepted|clear|reopen|prepare|keep|accept|drop)|checkoutCopies\.(keep|sending|notSent|ownerHas)|carts\.(create|setItem)|modes\.move|exitChecks\.keep|agreementSamples\.keep|canaries\.keep|glasses\.(ask|agree)|controls\.(set|apply)|statusCopies\.keep|statusChanges\.told)/;
/** Calls that fill a trace without telling anything. */
const QUIET = new Set([
  'shards.renew',
  'shards.list',
  'orders.get',
  'orders.overdue',
  'orders.checksRanOut',
  'products.list',
  'reservations.ended',
  'mails.unsent',
  'sweeps.standing',
  'audit.ofOperation',
  'cases.ofOrder',
  'escalations.escalate',
  'queue.page',
  'repairs.get',
  'repairs.ofOrder',
  'intents.get',
  'handOvers.expireDue',
  'checkoutCopies.get',
  'shardClaims.own',
  'shardClaims.hear',
  'shardHandOvers.takenBackUntold',
  'shardHandOvers.unclaim',
  'shardHandOvers.idsOf',
  'shardHandOvers.digests',
  'completeness.keep',
  'sourceLook.look',
  'statusCopies.get',
  'controls.list',
  'controls.apply',
  'modes.get',
  'modes.knows',
  'exitChecks.read',
  'exitChecks.newest',
  'exitChecks.keep',
  'agreementSamples.draw',
  'canaries.tryRecord',
  'canaries.keep',
  'controlPeers.hear',
  'controlPeers.heard',
]);

function fateOf(faults: FaultPlan, call: string): Fate {
  if (faults.strikes('store_abort', call)) return 'aborted';
  if (!WRITES.test(call)) return 'answered';
  if (faults.strikes('store_commit_unknown', call)) return 'committed_unanswered';
  if (faults.strikes('store_lost_commit', call)) return 'not_committed_unanswered';
  return 'answered';
}

const READS = new Set(['deliveries.forOwner', 'deliveries.forConsumer']);

/** Read, and about to be decided or acted on: a pause here makes a stale owner. */
const isRead = (call: string, answer: unknown): boolean =>
  READS.has(call) && Array.isArray(answer) && answer.length > 0;

function tells(call: string, answer: unknown): boolean {
  return !QUIET.has(call) && !(Array.isArray(answer) && answer.length === 0);
}

function brief(answer: unknown): string {
  if (answer === undefined || answer === null) return '-';
  if (answer instanceof Map) return [...answer].map(([id, said]) => `${String(id)}=${String(said)}`).join(' ');
  if (Array.isArray(answer)) return `${answer.length} rows`;
  if (typeof answer === 'object' && 'kind' in answer) return String(answer.kind);
  if (typeof answer === 'object' && 'order' in answer) {
    const { state, version } = answer.order as { state: string; version: number };
    return `${state} v${version}`;
  }
  return typeof answer === 'object' ? 'row' : String(answer);
}

/** A million reads across the regions while messages lag up to a minute: how many went backwards, and who answered. Needs no store. */
import { lagReads, type LaggingReadsReport } from '../server/simulation/lagging-reads';

const READS = 1_000_000;
const SEEDS = [1, 2, 3, 4] as const;

export async function benchReads(): Promise<object> {
  const runs: LaggingReadsReport[] = [];
  for (const seed of SEEDS) runs.push(await lagReads({ seed, reads: READS / SEEDS.length, mostLagMs: 60_000 }));
  const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
  return {
    reads: sum((run) => run.reads),
    version_regressions: sum((run) => run.versionRegressions),
    look_regressions: sum((run) => run.lookRegressions),
    untrue_copies: sum((run) => run.untrueCopies),
    past_boundary: sum((run) => run.pastBoundary),
    oldest_replica_ms: Math.max(...runs.map((run) => run.oldestReplicaMs)),
    answered_by: {
      owner: sum((run) => run.answeredBy.owner),
      replica: sum((run) => run.answeredBy.replica),
      last_known: sum((run) => run.answeredBy.last_known),
      nobody: sum((run) => run.answeredBy.nobody),
    },
    messages: {
      delivered: sum((run) => run.messages.delivered),
      doubled: sum((run) => run.messages.doubled),
      out_of_order: sum((run) => run.messages.outOfOrder),
    },
    most_lag_ms: 60_000,
  };
}

/**
 * The one contract of the stores: random command sequences must be answered alike by the memory stores and by PostgreSQL, refusals
 * included, and must leave the same records. Where they differ, the simulator proves nothing; so the seeds are fixed and the difference is shrunk.
 */
import fc from 'fast-check';
import { script } from './contract/commands';
import { runScript } from './contract/run-script';
import { memorySubject, type Subject } from './contract/subjects';
import type { Defect } from './memory/defects';
import { tablesOf, type Tables } from './contract/tables';

/** A fresh implementation with the first products, stock and shards. */
export interface FreshSubject {
  readonly subject: Subject;
  /** Every table that the contract covers, each row as text, sorted. */
  readonly tables: () => Promise<Tables>;
}

export const freshMemory = async (defects: readonly Defect[] = []): Promise<FreshSubject> => {
  const { subject, db } = memorySubject(defects);
  return { subject, tables: async () => tablesOf(db) };
};

/** @throws the script at which the two differ, shrunk unless that is not wanted. */
export async function assertSameStores(
  left: () => Promise<FreshSubject>,
  right: () => Promise<FreshSubject>,
  settings: {
    readonly seed: number;
    readonly runs: number;
    readonly same: (a: unknown, b: unknown) => void;
    /** That they differ is enough; where, nobody asks. */
    readonly unshrunk?: boolean;
  },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(script, async (commands) => {
      const [one, other] = [await left(), await right()];
      settings.same(await runScript(commands, one.subject), await runScript(commands, other.subject));
      settings.same(await one.tables(), await other.tables());
    }),
    { seed: settings.seed, numRuns: settings.runs, endOnFailure: settings.unshrunk === true },
  );
}

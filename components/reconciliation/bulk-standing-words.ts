/** How a bulk job stands, in words: what a region that did not answer does with its part is said to be unknown. */
import type { Outputs } from '@/components/trpc';

type Shown = Outputs['bulk']['get'];

/** What the words need of a job. */
export interface BulkStanding {
  readonly job: Pick<Shown['job'], 'state'>;
  readonly progress: Pick<Shown['progress'], 'waiting'>;
  /** The regions that answered and have a part of it. */
  readonly parts: readonly Pick<Shown['parts'][number], 'region'>[];
  readonly notReached: Shown['notReached'];
}

/** "ended" is said of all of it only where every region answered. */
export function bulkStandingWords({ job, notReached, parts, progress }: BulkStanding): string {
  const heard = heardWords(job.state, progress.waiting);
  return notReached.length === 0
    ? heard
    : `${heard} in ${parts.map(({ region }) => region).join(' and ')}; ${notReached.join(' and ')} not known`;
}

function heardWords(state: BulkStanding['job']['state'], waiting: number): string {
  if (state === 'stopped') return `stopped, ${waiting} not tried`;
  return waiting === 0 ? 'ended' : `running, ${waiting} left`;
}

/** Whether stopping it can still spare a case: the part of a region that did not answer may run on. */
export const mayStillRun = ({ job, notReached, progress }: BulkStanding): boolean =>
  notReached.length > 0 || (job.state === 'running' && progress.waiting > 0);

/** What a stop would leave untried. */
export const untriedWords = ({ notReached, progress }: BulkStanding): string =>
  notReached.length === 0
    ? `${progress.waiting} are not tried yet and will not be.`
    : `${progress.waiting} are not tried yet and will not be; how many in ${notReached.join(' and ')}, is not known.`;

import { Button } from '@/components/ui/button';
import { CheckMark, CrossMark, DotMark } from '@/components/ui/marks';
import { Time } from '@/components/ui/time';
import type { Drill, DrillId, DrillRun } from '@/server/domain/drill';
import { elapsed } from '@/server/domain/instant-words';
import styles from './drills.module.css';

interface DrillListProps {
  readonly drills: readonly Drill[];
  readonly runs: readonly DrillRun[];
  readonly chosen: DrillId | null;
  /** Why none can be started now; null when one can. */
  readonly closed: string | null;
  readonly nowMs: number;
  readonly choose: (id: DrillId) => void;
  readonly start: (id: DrillId) => void;
}

/** The drills in the seed's order, each with what came of it last. */
export function DrillList({ choose, chosen, closed, drills, nowMs, runs, start }: DrillListProps) {
  return (
    <ol className={styles.list}>
      {drills.map(({ id, says, title }, n) => {
        const last = runs.find(({ drill }) => drill === id);
        const running = last?.state === 'running';
        return (
          <li key={id} className={styles.drill} data-chosen={chosen === id || undefined}>
            <span className={styles.number}>{n + 1}</span>
            <div>
              <h3>
                <button type="button" className={styles.title} aria-pressed={chosen === id} onClick={() => choose(id)}>
                  {title}
                </button>
              </h3>
              <p>{says}</p>
              {last === undefined ? null : <LastRun run={last} nowMs={nowMs} />}
            </div>
            {running ? null : (
              <Button
                size="sm"
                aria-disabled={closed !== null}
                title={closed ?? undefined}
                aria-label={`Start: ${title}`}
                onClick={() => closed === null && start(id)}
              >
                Start
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function LastRun({ nowMs, run }: { run: DrillRun; nowMs: number }) {
  switch (run.state) {
    case 'running':
      return (
        <p className={styles.last} data-tone="blue">
          <DotMark tone="blue" dashed /> running, {elapsed(nowMs - run.startedAtMs)}
        </p>
      );
    case 'held':
      return (
        <p className={styles.last}>
          <CheckMark holds /> held, <Time at={run.startedAtMs} form="day-clock" />
        </p>
      );
    case 'broken':
      return (
        <p className={styles.last}>
          <CrossMark /> did not hold, <Time at={run.startedAtMs} form="day-clock" />
        </p>
      );
    case 'interrupted':
      return (
        <p className={styles.last}>
          <DotMark tone="amber" dashed /> interrupted, <Time at={run.startedAtMs} form="day-clock" />
        </p>
      );
    default:
      return run.state satisfies never;
  }
}

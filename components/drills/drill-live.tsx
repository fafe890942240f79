import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { CheckMark, CrossMark } from '@/components/ui/marks';
import { Section } from '@/components/ui/section';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import type { DrillRun, DrillTally } from '@/server/domain/drill';
import { orderHref } from '@/server/domain/order-href';
import { drillLead, drillSays, drillTone } from './drill-words';
import styles from './drills.module.css';

interface DrillLiveProps {
  readonly run: DrillRun;
  readonly nowMs: number;
  /** Why this person may not stop it; null when they may. */
  readonly mayNotStop: string | null;
  readonly stopping: boolean;
  readonly stop: () => void;
}

/** One run as it goes: whether it holds, what must stay true, the story, the verdict. */
export function DrillLive({ mayNotStop, nowMs, run, stop, stopping }: DrillLiveProps) {
  const { orderId, startedAtMs, startedBy, state, story, tallies, verdict } = run;
  const canStop = state === 'running' || state === 'interrupted';
  return (
    <div className={styles.live}>
      <p className={styles.answer} data-tone={drillTone(run)}>
        <b>{drillLead(run, nowMs)}</b> {drillSays(run)}
      </p>
      <div className={styles.gate}>
        {canStop ? (
          <Button
            aria-disabled={stopping || mayNotStop !== null}
            title={mayNotStop ?? undefined}
            onClick={() => !stopping && mayNotStop === null && stop()}
          >
            {state === 'interrupted' ? 'Heal everything' : stopping ? 'Stopping…' : 'Stop and heal'}
          </Button>
        ) : null}
        {orderId === null ? null : (
          <Link href={orderHref(orderId)} prefetch={false}>
            Open one of its orders
          </Link>
        )}
        <span className="meta">
          by {startedBy}, <Time at={startedAtMs} form="day-clock" />
        </span>
      </div>
      <Section title="What must stay true" aside={state === 'running' ? 'counted every second' : 'as last counted'}>
        {tallies.length === 0 ? <p className="soft">Nothing is counted yet.</p> : <Tallies tallies={tallies} />}
      </Section>
      <Section title="Story" aside={`${story.length} lines`}>
        <ol className={styles.story} aria-live="polite">
          {story.map(({ atMs, text }, n) => (
            <li key={`${atMs} ${n}`}>
              <Time at={atMs} />
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </Section>
      <Section title="Verdict" aside={verdict === null ? 'when the drill ends' : undefined}>
        <p className="soft">
          {verdict ??
            'Read from the provider’s own ledger and from what customers were told, not from our records, once everything had the time to settle.'}
        </p>
      </Section>
    </div>
  );
}

function Tallies({ tallies }: { tallies: readonly DrillTally[] }) {
  return (
    <div className={table.scroll} role="region" aria-label="What must stay true" tabIndex={0}>
      <table className={`${table.table} ${styles.tallies}`}>
        <colgroup>
          <col />
          <col style={{ width: 52 }} />
          <col style={{ width: 82 }} />
          <col className={styles.apart} style={{ width: 176 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Invariant</th>
            <th className={table.number}>Now</th>
            <th>Limit</th>
            <th className={styles.apart}>Counted in</th>
          </tr>
        </thead>
        <tbody>
          {tallies.map(({ count, countedIn, most, what }) => (
            <tr key={what}>
              <td>
                <span className={styles.what}>
                  {count <= most ? <CheckMark holds /> : <CrossMark />}
                  <span>
                    {what}
                    <span className={styles.beneath}>counted in {countedIn}</span>
                  </span>
                </span>
              </td>
              <td className={table.number}>{count}</td>
              <td className={`soft ${styles.limit}`}>{most === 0 ? '0' : `at most ${most}`}</td>
              <td className={`soft ${styles.apart}`} title={countedIn}>
                {countedIn}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

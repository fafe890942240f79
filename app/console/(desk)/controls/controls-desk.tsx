'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ControlChanges } from '@/components/operations/control-changes';
import { controlsAnswer } from '@/components/operations/controls-answer';
import answer from '@/components/order/answer.module.css';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, POLL_LIST_MS, useTRPC } from '@/components/trpc';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { useServerNow } from '@/components/ui/use-now';
import { refusalReason } from '@/server/domain/permissions';
import styles from './controls-desk.module.css';
import { NewProductPause } from './product-pause-live';
import { SwitchLive } from './switch-live';

type View = Outputs['onCall']['controls']['view'];
type Switch = View['switches'][number];

const GROUPS: readonly { readonly title: string; readonly holds: (each: Switch) => boolean }[] = [
  { title: 'Payment attempts', holds: ({ control }) => control.kind === 'pause' },
  { title: 'Admission', holds: ({ control }) => control.kind === 'ramp' },
  { title: 'Optional work', holds: ({ control }) => control.kind === 'shed' },
];

function Controls({ heardAtMs, view }: { view: View; heardAtMs: number }) {
  const trpc = useTRPC();
  const nowMs = useServerNow(view.nowMs, heardAtMs);
  const impact = useQuery(trpc.onCall.controls.impact.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  const { data: me } = useQuery(trpc.session.me.queryOptions());
  const refused = refusalReason(me?.user?.role ?? null, 'payments:pause');
  /** The switch that is being asked about, and where it would go; null: none. */
  const [open, setOpen] = useState<{ name: string; undo: Switch['value'] | null } | null>(null);
  const modes = view.modes.flatMap(({ mode }) => (mode === null ? [] : [mode]));
  const said = controlsAnswer(
    view.switches,
    modes.some(({ state }) => state !== 'normal'),
    nowMs,
  );
  const silent = [
    ...new Set(
      view.switches.flatMap(({ acknowledged }) =>
        acknowledged.flatMap(({ is, region }) => (is.kind === 'not_reached' ? [region] : [])),
      ),
    ),
  ];
  const common = { modes, rates: impact.data ?? null, nowMs, refused };
  return (
    <>
      <p className={answer.answer} data-tone={said.tone}>
        <b>{said.lead}</b> {said.rest}
      </p>
      <p className={`meta ${styles.asOf}`}>
        as of <Time at={view.nowMs} reachable />, version {view.version}, read in {view.region}
      </p>
      {GROUPS.map(({ holds, title }) => (
        <section key={title} className={styles.group} aria-label={title}>
          <h2>{title}</h2>
          <div>
            {view.switches.filter(holds).map((each) => (
              <SwitchLive
                key={each.name}
                facts={each}
                {...common}
                isOpen={open?.name === each.name}
                undo={open?.name === each.name ? open.undo : null}
                open={() => setOpen(open?.name === each.name ? null : { name: each.name, undo: null })}
                close={() => setOpen(null)}
              />
            ))}
            {title === 'Payment attempts' ? (
              <NewProductPause refused={refused} nowMs={nowMs} known={view.switches} />
            ) : null}
          </div>
        </section>
      ))}
      <section className={styles.group} aria-label="Last changes">
        <h2>Last changes</h2>
        <div className={styles.changes}>
          {view.changes.length === 0 ? (
            <NoneFound title="No switch was ever set" notReached={silent}>
              Looked at the whole history, as of <Time at={view.nowMs} />.
            </NoneFound>
          ) : (
            <ControlChanges
              changes={view.changes}
              nowMs={nowMs}
              undo={(change) => {
                const stands = view.switches.find(({ name }) => name === change.name);
                if (refused !== null || stands?.version !== change.version) return null;
                return () => setOpen({ name: change.name, undo: change.before });
              }}
            />
          )}
        </div>
      </section>
    </>
  );
}

/** The switches of the store: where each stands, what each region goes by, and what a change would touch. */
export function ControlsDesk() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.onCall.controls.view.queryOptions(undefined, { refetchInterval: useBeat('onCall.controls.view') }),
  );
  return (
    <>
      <h1 className="sr">Controls</h1>
      <ReadState
        query={query}
        what="The switches"
        skeleton={<TableSkeleton rows={8} columns={3} label="Reading the switches" />}
      >
        {(view) => <Controls view={view} heardAtMs={query.dataUpdatedAt} />}
      </ReadState>
    </>
  );
}

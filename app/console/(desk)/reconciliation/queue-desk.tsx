'use client';

import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { useRef } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { type CaseAddress, caseAddressOf, caseKeyOf } from '@/components/reconciliation/queue-row';
import { queueCsv } from '@/components/reconciliation/queue-csv';
import { QueueFigures } from '@/components/reconciliation/queue-figures';
import { QueueFilterBar } from '@/components/reconciliation/queue-filters';
import { QueueHeard } from '@/components/reconciliation/queue-heard';
import { QueueTable } from '@/components/reconciliation/queue-table';
import { useCaseSelection } from '@/components/reconciliation/use-case-selection';
import { useQueueKeys } from '@/components/reconciliation/use-queue-keys';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Button, ButtonLink } from '@/components/ui/button';
import { download } from '@/components/ui/download';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import tools from '@/components/ui/tools.module.css';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { useServerNow } from '@/components/ui/use-now';
import { WaitingRows } from '@/components/ui/waiting-rows';
import { QUEUE_PRESETS, QUEUE_RULES, type QueuePreset } from '@/server/domain/case-queue';
import { refusalReason } from '@/server/domain/permissions';
import { BulkBar } from './bulk-bar';
import { CasePanelLive } from './case-panel-live';
import { DeskNav } from './desk-nav';
import { type ChangeQueueAddress, type QueueAddress, queueHref, useQueueAddress } from './queue-address';
import { ProposalsLive } from './proposals-live';
import styles from './queue-desk.module.css';
import { QueueEmpty } from './queue-empty-live';
import { useNextCase } from './use-next-case';

const ROWS = 100;
const PROPOSALS_ABOVE: readonly QueuePreset[] = ['all_due_first', 'awaiting_second_person'];

type Page = Outputs['cases']['queue'];
type Me = Outputs['session']['me'];

function Presets({ asked }: { asked: QueueAddress }) {
  const trpc = useTRPC();
  const figures = useQuery(trpc.cases.figures.queryOptions(undefined, { refetchInterval: useBeat('cases.figures') }));
  const nowMs = useServerNow(figures.data?.nowMs ?? 0, figures.dataUpdatedAt);
  const tabs = QUEUE_PRESETS.map((preset) => ({
    href: queueHref({ ...asked, preset, cursor: null, case: null }),
    word: QUEUE_RULES[preset].name,
    count: figures.data?.byPreset[preset] ?? null,
    current: preset === asked.preset,
  }));
  return (
    <>
      {figures.data ? <QueueFigures figures={figures.data} nowMs={nowMs} /> : <div className={styles.figures} />}
      <Tabs tabs={tabs} label="Presets" />
    </>
  );
}

interface ToolsProps {
  readonly page: Page;
  readonly asked: QueueAddress;
  readonly change: ChangeQueueAddress;
  readonly next: ReturnType<typeof useNextCase>;
  /** Why cases cannot be worked; null when they can. */
  readonly refused: string | null;
}

/** What narrows the list, as of when it is, its file, and the next case. */
function Tools({ asked, change, next, page, refused }: ToolsProps) {
  const trpc = useTRPC();
  const colleagues = useQuery(trpc.cases.colleagues.queryOptions(undefined, { enabled: refused === null }));
  const takes = `Takes the first free case of “${QUEUE_RULES[next.preset].name}” (N)`;
  return (
    <div className={tools.tools}>
      <QueueFilterBar
        filters={asked}
        owners={colleagues.data ?? []}
        change={(narrowed) => void change({ ...narrowed, cursor: null })}
      />
      <span className={tools.right}>
        <span className={tools.fresh}>
          <QueueHeard asOfMs={page.freshness.asOfMs} region={asked.region} notReached={page.notReached} />
        </span>
        {page.rows.length === 0 ? null : (
          <Button
            size="sm"
            className={styles.file}
            onClick={() => download('cases.csv', 'text/csv', queueCsv(page.rows))}
          >
            <IconDownload size={14} stroke={1.6} aria-hidden />
            CSV of these {page.rows.length}
          </Button>
        )}
        <Button
          kind="primary"
          size="sm"
          aria-disabled={refused !== null || next.taking}
          title={refused ?? takes}
          onClick={() => refused === null && next.take()}
        >
          Next case
        </Button>
      </span>
    </div>
  );
}

interface ListedProps {
  readonly page: Page;
  readonly heardAtMs: number;
  readonly asked: QueueAddress;
  readonly change: ChangeQueueAddress;
  readonly me: Me;
}

function Listed({ asked, change, heardAtMs, me, page }: ListedProps) {
  const nowMs = useServerNow(page.nowMs, heardAtMs);
  const { case: _open, ...question } = asked;
  const held = useHeldRows<Page['rows'][number]>(JSON.stringify(question), page.rows, caseKeyOf, page.nowMs);
  const openNow = new Set(page.rows.map(caseKeyOf));
  const rows = held.rows.filter((row) => openNow.has(caseKeyOf(row)));
  const open = caseAddressOf(asked.case);
  const selection = useCaseSelection(rows);
  const next = useNextCase(asked.preset, (key) => void change({ case: key }));
  const list = useRef<HTMLElement>(null);
  const show = (row: CaseAddress) => void change({ case: caseKeyOf(row) });
  const refused = refusalReason(me.role, 'cases:work');
  const current = useQueueKeys({
    rows,
    choose: show,
    toggle: selection.toggle,
    next: () => refused === null && next.take(),
    filter: () => list.current?.querySelector('select')?.focus(),
    asleep: open !== null,
  });
  const at = open === null ? -1 : rows.findIndex((row) => caseKeyOf(row) === caseKeyOf(open));
  const step = (by: number) => {
    const row = rows[at + by];
    if (row) show(row);
  };
  return (
    <>
      <section className={styles.list} aria-label="Queue" ref={list}>
        <Tools page={page} asked={asked} change={change} next={next} refused={refused} />
        <ActionResultLine result={next.result} />
        {selection.keys.size > 0 ? (
          <BulkBar asked={asked} selected={selection.addresses} clear={selection.clear} role={me.role} />
        ) : null}
        <WaitingRows count={held.waiting} what="case" sinceMs={held.sinceMs} show={held.show} />
        {rows.length === 0 && held.waiting === 0 ? (
          <QueueEmpty page={page} asked={asked} />
        ) : (
          <QueueTable
            rows={rows}
            sortedBy={QUEUE_RULES[asked.preset].orderedBy}
            nowMs={nowMs}
            who={me.email ?? ''}
            open={open}
            current={current}
            selected={selection.keys}
            choose={show}
            select={selection.select}
            selectAll={selection.selectAll}
          />
        )}
        <Pages asked={asked} nextCursor={page.nextCursor} />
        <p className={`meta ${styles.keys}`}>
          <kbd>J</kbd> <kbd>K</kbd> move, <kbd>Enter</kbd> opens, <kbd>X</kbd> selects, <kbd>Shift</kbd> <kbd>X</kbd> up
          to here, <kbd>N</kbd> next case, <kbd>/</kbd> filter
        </p>
      </section>
      {open === null ? null : (
        <CasePanelLive
          key={caseKeyOf(open)}
          caseRef={open}
          onClose={() => void change({ case: null })}
          onNext={at !== -1 && at < rows.length - 1 ? () => step(1) : null}
          onPrevious={at > 0 ? () => step(-1) : null}
        />
      )}
    </>
  );
}

function Pages({ asked, nextCursor }: { asked: QueueAddress; nextCursor: string | null }) {
  if (!asked.cursor && !nextCursor) return null;
  return (
    <nav className={styles.pages} aria-label="Pages">
      {asked.cursor ? (
        <ButtonLink size="sm" href={queueHref({ ...asked, cursor: null, case: null })}>
          From the first
        </ButtonLink>
      ) : null}
      {nextCursor ? (
        <ButtonLink size="sm" href={queueHref({ ...asked, cursor: nextCursor, case: null })}>
          Later ones
        </ButtonLink>
      ) : null}
    </nav>
  );
}

/** The reconciliation queue: what machines could not settle, due first, with the case that is worked beside it. */
export function QueueDesk() {
  const trpc = useTRPC();
  const [asked, change] = useQueueAddress();
  const { cursor, owner, preset, reason, region, severity } = asked;
  const me = useQuery(trpc.session.me.queryOptions());
  const query = useQuery(
    trpc.cases.queue.queryOptions(
      { preset, reason, region, severity, owner, cursor, limit: ROWS },
      { refetchInterval: useBeat('cases.queue') },
    ),
  );
  return (
    <div className={asked.case === null ? undefined : styles.beside}>
      <h1 className="sr">Reconciliation</h1>
      <DeskNav />
      <Presets asked={asked} />
      {me.data && PROPOSALS_ABOVE.includes(preset) ? <ProposalsLive asked={asked} me={me.data} /> : null}
      <ReadState
        query={query}
        what="The open cases"
        skeleton={<TableSkeleton rows={14} columns={6} label="Reading cases" />}
      >
        {(page) =>
          me.data ? (
            <Listed page={page} heardAtMs={query.dataUpdatedAt} asked={asked} change={change} me={me.data} />
          ) : (
            <TableSkeleton rows={14} columns={6} label="Reading who you are" />
          )
        }
      </ReadState>
    </div>
  );
}

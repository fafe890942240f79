'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useRef, useState } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { type CaseAddress, caseAddressOf, caseKeyOf, type QueueRow } from '@/components/reconciliation/queue-row';
import { QueueFigures } from '@/components/reconciliation/queue-figures';
import { QueueFilterBar } from '@/components/reconciliation/queue-filters';
import { QueueTable } from '@/components/reconciliation/queue-table';
import { useQueueKeys } from '@/components/reconciliation/use-queue-keys';
import { newClickId, type Outputs, POLL_LIST_MS, refusalOf, useTRPC } from '@/components/trpc';
import { Button, ButtonLink } from '@/components/ui/button';
import { Freshness } from '@/components/ui/freshness';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import { Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { useServerNow } from '@/components/ui/use-now';
import { WaitingRows } from '@/components/ui/waiting-rows';
import type { ActionResult } from '@/server/domain/action-result';
import { NEXT_CASE_PRESETS, QUEUE_PRESETS, QUEUE_RULES } from '@/server/domain/case-queue';
import { refusalReason } from '@/server/domain/permissions';
import { CASE_REASONS, CASE_SEVERITIES } from '@/server/domain/reconciliation-case';
import { REGIONS } from '@/server/domain/region';
import { BulkBar } from './bulk-bar';
import { CasePanelLive } from './case-panel-live';
import { DeskNav } from './desk-nav';
import styles from './queue-desk.module.css';

const ROWS = 100;
const HERE = '/console/reconciliation';

const address = {
  preset: parseAsStringLiteral(QUEUE_PRESETS).withDefault('all_due_first'),
  reason: parseAsStringLiteral(CASE_REASONS),
  region: parseAsStringLiteral(REGIONS),
  severity: parseAsStringLiteral(CASE_SEVERITIES),
  cursor: parseAsString,
  case: parseAsString,
};

const addressOf = createSerializer(address);

type Page = Outputs['cases']['queue'];
type Asked = ReturnType<typeof useQueryStates<typeof address>>[0];
type Change = ReturnType<typeof useQueryStates<typeof address>>[1];

function Empty({ page, asked }: { page: Page; asked: Asked }) {
  const narrowed = asked.reason !== null || asked.region !== null || asked.severity !== null;
  if (asked.preset === 'all_due_first' && !narrowed)
    return (
      <ProofOfEmptiness title="No unresolved money.">
        Every order that needed a person has been decided, as of <Time at={page.freshness.asOfMs} />.
      </ProofOfEmptiness>
    );
  return (
    <ProofOfEmptiness title={`No case in “${QUEUE_RULES[asked.preset].name}”${narrowed ? ' that matches' : ''}.`}>
      As of <Time at={page.freshness.asOfMs} />, both regions were asked.
    </ProofOfEmptiness>
  );
}

/** Whoever goes back finds the same list: the case that is open stands in the address too. */
function Presets({ asked }: { asked: Asked }) {
  const trpc = useTRPC();
  const figures = useQuery(trpc.cases.figures.queryOptions(undefined, { refetchInterval: POLL_LIST_MS }));
  const nowMs = useServerNow(figures.data?.nowMs ?? 0, figures.dataUpdatedAt);
  const tabs = QUEUE_PRESETS.map((preset) => ({
    href: addressOf(HERE, { ...asked, preset, cursor: null, case: null }),
    word: QUEUE_RULES[preset].name,
    count: figures.data?.byPreset[preset] ?? null,
    current: preset === asked.preset,
  }));
  return (
    <>
      {figures.data ? <QueueFigures figures={figures.data} nowMs={nowMs} /> : null}
      <Tabs tabs={tabs} label="Presets" />
    </>
  );
}

interface ListedProps {
  readonly page: Page;
  readonly heardAtMs: number;
  readonly asked: Asked;
  readonly change: Change;
  readonly me: Outputs['session']['me'];
}

function Listed({ asked, change, heardAtMs, me, page }: ListedProps) {
  const nowMs = useServerNow(page.nowMs, heardAtMs);
  const { case: _open, ...question } = asked;
  const held = useHeldRows<Page['rows'][number]>(JSON.stringify(question), page.rows, caseKeyOf, page.nowMs);
  const openNow = new Set(page.rows.map(caseKeyOf));
  const rows = held.rows.filter((row) => openNow.has(caseKeyOf(row)));
  const open = caseAddressOf(asked.case);
  const selection = useSelection(rows);
  const next = useNextCase(asked, change);
  const filters = useRef<HTMLDivElement>(null);
  const show = (row: CaseAddress) => void change({ case: caseKeyOf(row) });
  const current = useQueueKeys({
    rows,
    choose: show,
    toggle: selection.toggle,
    next: next.take,
    filter: () => filters.current?.querySelector('select')?.focus(),
    asleep: open !== null,
  });
  const at = open === null ? -1 : rows.findIndex((row) => caseKeyOf(row) === caseKeyOf(open));
  const step = (by: number) => {
    const row = rows[at + by];
    if (row) show(row);
  };
  const mayWork = refusalReason(me.role, 'cases:work');
  return (
    <div>
      <section className={styles.list} aria-label="Queue">
        <div className={tools.tools} ref={filters}>
          <QueueFilterBar filters={asked} change={(narrowed) => void change({ ...narrowed, cursor: null })} />
          <span className={tools.right}>
            <span className={tools.fresh}>
              {page.notReached.length === 0 ? (
                <Freshness freshness={page.freshness} />
              ) : (
                <span className="tone medium" data-tone="amber">
                  {page.notReached.join(', ')} not reached: its cases are missing
                </span>
              )}
            </span>
            <Button
              kind="primary"
              size="sm"
              aria-disabled={mayWork !== null || next.taking}
              title={mayWork ?? 'Takes the next free case of this list (N)'}
              onClick={() => mayWork === null && next.take()}
            >
              Next case
            </Button>
          </span>
        </div>
        <ActionResultLine result={next.result} />
        {selection.keys.size > 0 ? (
          <BulkBar asked={asked} selected={selection.addresses} clear={selection.clear} role={me.role} />
        ) : null}
        <WaitingRows count={held.waiting} what="case" sinceMs={held.sinceMs} show={held.show} />
        {rows.length === 0 && held.waiting === 0 ? (
          <Empty page={page} asked={asked} />
        ) : (
          <QueueTable
            rows={rows}
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
    </div>
  );
}

function Pages({ asked, nextCursor }: { asked: Asked; nextCursor: string | null }) {
  return (
    <nav className={styles.pages} aria-label="Pages">
      {asked.cursor ? (
        <ButtonLink size="sm" href={addressOf(HERE, { ...asked, cursor: null, case: null })}>
          From the first
        </ButtonLink>
      ) : null}
      {nextCursor ? (
        <ButtonLink size="sm" href={addressOf(HERE, { ...asked, cursor: nextCursor, case: null })}>
          Later ones
        </ButtonLink>
      ) : null}
    </nav>
  );
}

/** What is ticked, of the rows that are still there. */
function useSelection(rows: readonly QueueRow[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const keys = rows.map(caseKeyOf);
  const shown = new Set(keys.filter((key) => ticked.has(key)));
  const select = (key: string, on: boolean) => {
    const chosen = new Set(shown);
    if (on) chosen.add(key);
    else chosen.delete(key);
    setTicked(chosen);
    setLast(key);
  };
  return {
    keys: shown,
    addresses: rows
      .filter((row) => shown.has(caseKeyOf(row)))
      .map(({ caseId, orderId, region }) => ({ caseId, orderId, region })),
    select,
    selectAll: (on: boolean) => setTicked(on ? new Set(keys) : new Set()),
    clear: () => setTicked(new Set()),
    toggle(row: QueueRow, upTo: boolean) {
      const key = caseKeyOf(row);
      const from = last === null ? -1 : keys.indexOf(last);
      if (!upTo || from === -1) return select(key, !shown.has(key));
      const to = keys.indexOf(key);
      setTicked(new Set([...shown, ...keys.slice(Math.min(from, to), Math.max(from, to) + 1)]));
      setLast(key);
    },
  };
}

/** Two people who press at once get two cases. */
function useNextCase(asked: Asked, change: Change) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [result, setResult] = useState<ActionResult | null>(null);
  const taking = useMutation(
    trpc.cases.next.mutationOptions({
      onMutate: () => setResult(null),
      onSuccess(answer) {
        if (answer.kind !== 'done') return setResult(answer);
        void change({ case: caseKeyOf(answer.taken) });
      },
      onError(error) {
        const { code, message } = refusalOf(error);
        setResult(
          code === null
            ? {
                kind: 'not_known_yet',
                text: 'The console got no answer. A case may have been taken; it then stands under “Mine”.',
                watch: addressOf(HERE, { preset: 'mine' }),
              }
            : { kind: 'not_done', code, text: message },
        );
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.cases.pathKey() }),
    }),
  );
  const preset = NEXT_CASE_PRESETS.find((each) => each === asked.preset) ?? 'all_due_first';
  return {
    result,
    taking: taking.isPending,
    take: () => {
      if (!taking.isPending) taking.mutate({ preset, operationId: newClickId() });
    },
  };
}

/** The reconciliation queue: what machines could not settle, due first, with the case that is worked beside it. */
export function QueueDesk() {
  const trpc = useTRPC();
  const [asked, change] = useQueryStates(address, { history: 'push' });
  const me = useQuery(trpc.session.me.queryOptions());
  const query = useQuery(
    trpc.cases.queue.queryOptions(
      {
        preset: asked.preset,
        reason: asked.reason,
        region: asked.region,
        severity: asked.severity,
        cursor: asked.cursor,
        limit: ROWS,
      },
      { refetchInterval: POLL_LIST_MS },
    ),
  );
  return (
    <div className={asked.case === null ? undefined : styles.beside}>
      <h1 className="sr">Reconciliation</h1>
      <DeskNav />
      <Presets asked={asked} />
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

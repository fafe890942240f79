'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failedAction } from '@/components/failed-action';
import { ActionResultLine } from '@/components/order/action-result';
import { BulkDialog } from '@/components/reconciliation/bulk-dialog';
import type { CaseAddress } from '@/components/reconciliation/queue-row';
import type { QueueFilters } from '@/components/reconciliation/queue-filters';
import { useGo } from '@/components/shell/stay-while-lost';
import { newClickId, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { Time } from '@/components/ui/time';
import type { ActionResult } from '@/server/domain/action-result';
import { type BulkKind, MOST_BULK_ITEMS } from '@/server/domain/bulk-repair';
import type { QueuePreset } from '@/server/domain/case-queue';
import { refusalReason, type Role } from '@/server/domain/permissions';
import styles from './bulk-bar.module.css';

interface BulkBarProps {
  readonly asked: QueueFilters & { readonly preset: QueuePreset };
  readonly selected: readonly CaseAddress[];
  readonly clear: () => void;
  readonly role: Role | null;
}

/** What can be done with what is ticked; or with everything that matches, counted at this moment. */
export function BulkBar({ asked, clear, role, selected }: BulkBarProps) {
  const trpc = useTRPC();
  const go = useGo();
  const { owner, preset, reason, region, severity } = asked;
  const filter = { preset, reason, severity, owner };
  const counted = useQuery(trpc.cases.matching.queryOptions({ ...filter, region }));
  const [everything, setEverything] = useState(false);
  /** One dialog is one click, however often its button is pressed. */
  const [click, setClick] = useState<string | null>(null);
  const [result, setResult] = useState<ActionResult | null>(null);
  const matching = counted.data?.count ?? 0;
  const total = everything ? matching : selected.length;
  const refused = refusalReason(role, 'repairs:propose');

  const start = useMutation(
    trpc.bulk.start.mutationOptions({
      onMutate: () => setResult(null),
      onSuccess(opened) {
        if (opened.total > 0) return go(`/console/reconciliation/bulk/${opened.jobId}`);
        const why = [
          ...opened.refused.map(({ region: where, why: because }) => `${where}: ${because}.`),
          ...opened.notReached.map((where) => `${where} was not reached.`),
        ];
        setResult({ kind: 'not_done', code: 'nothing_started', text: why.join(' ') || 'Nothing matches any more.' });
      },
      onError(error) {
        setResult(
          failedAction(error, {
            notDone: 'No job was begun.',
            notKnown: 'The job may have begun.',
            watch: '/console/reconciliation/bulk',
          }),
        );
      },
      onSettled: () => setClick(null),
    }),
  );

  const begin = (kind: BulkKind, why: string) => {
    if (click === null) return;
    const choice = everything
      ? { kind: 'matching' as const, filter, region }
      : {
          kind: 'cases' as const,
          cases: selected.map(({ caseId, orderId, region: where }) => ({ caseId, orderId, region: where })),
        };
    start.mutate({ choice, repair: kind, reason: why, operationId: click });
  };

  return (
    <section className={styles.bar} aria-label="Selected cases">
      <span className="medium" aria-live="polite">
        {total.toLocaleString('en')} selected
      </span>
      {everything ? (
        <Button size="sm" kind="quiet" onClick={() => setEverything(false)}>
          Only these {selected.length}
        </Button>
      ) : matching > selected.length ? (
        <Button size="sm" kind="quiet" onClick={() => setEverything(true)}>
          <span>
            Select all {matching.toLocaleString('en')} that match (counted <Time at={counted.data?.nowMs ?? 0} />)
          </span>
        </Button>
      ) : null}
      <Button
        size="sm"
        aria-disabled={refused !== null || total > MOST_BULK_ITEMS}
        title={
          refused ?? (total > MOST_BULK_ITEMS ? `At most ${MOST_BULK_ITEMS} at once; narrow the filter.` : undefined)
        }
        onClick={() => refused === null && total <= MOST_BULK_ITEMS && setClick(newClickId())}
      >
        Decide for {everything ? 'all of them' : `these ${selected.length}`}
      </Button>
      <Button size="sm" kind="quiet" onClick={clear}>
        Clear
      </Button>
      <ActionResultLine result={result} />
      <BulkDialog
        key={click ?? 'closed'}
        opened={click !== null}
        total={total}
        starting={start.isPending}
        start={begin}
        close={() => setClick(null)}
      />
    </section>
  );
}

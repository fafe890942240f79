'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { OrderStateLabel } from '@/components/order/order-state';
import { useBeat } from '@/components/news/told-pages';
import { useTRPC } from '@/components/trpc';
import { Freshness } from '@/components/ui/freshness';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { useServerNow } from '@/components/ui/use-now';
import { orderHref } from '@/server/domain/order-href';
import { RepairSidesLive } from '../../../reconciliation/repair-sides-live';
import type { RepairView } from '../../../reconciliation/use-held-view';
import styles from './order-repair-desk.module.css';

interface SidesProps {
  readonly view: RepairView;
  readonly heardAtMs: number;
}

function Sides({ heardAtMs, view }: SidesProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useQuery(trpc.session.me.queryOptions());
  const nowMs = useServerNow(view.nowMs, heardAtMs);
  const { orderId, state, total } = view.order;
  const reread = () => queries.invalidateQueries({ queryKey: trpc.repairs.pathKey() });
  return (
    <>
      <p className={styles.order}>
        <OrderStateLabel state={state} />
        <Freshness freshness={view.freshness} />
      </p>
      {me.data === undefined ? (
        <TableSkeleton rows={6} columns={2} label="Reading who you are" />
      ) : (
        <RepairSidesLive
          subject={{ orderId, caseId: null }}
          view={view}
          atRisk={total}
          taken={null}
          nowMs={nowMs}
          me={me.data}
          reread={reread}
        />
      )}
    </>
  );
}

/** A repair that no case asks for: a partial refund, goods let go early. Judged, approved and audited as any other. */
export function OrderRepairDesk({ orderId }: { orderId: string }) {
  const trpc = useTRPC();
  const view = useQuery(
    trpc.repairs.view.queryOptions({ orderId, caseId: null }, { refetchInterval: useBeat('repairs.view') }),
  );
  return (
    <div className={styles.desk}>
      <h1>Repair without a case</h1>
      <p className="soft">
        Of order{' '}
        <Link className="id" href={orderHref(orderId)} prefetch={false}>
          {orderId}
        </Link>
        . Nothing is decided without the provider’s own fresh word; the order’s owner carries it out, or refuses it.
      </p>
      <ReadState
        query={view}
        what="Both sides"
        skeleton={<TableSkeleton rows={8} columns={3} label="Reading both sides" />}
        notFound={
          <ProofOfEmptiness title={`No order has the id ${orderId}.`}>
            The region that would own it was asked.
          </ProofOfEmptiness>
        }
      >
        {(each) => <Sides view={each} heardAtMs={view.dataUpdatedAt} />}
      </ReadState>
    </div>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Answer } from '@/components/order/answer';
import { ArchivedPanel } from '@/components/order/archived-panel';
import { CasePanel } from '@/components/order/case-panel';
import { CustomerSeesPanel } from '@/components/order/customer-sees-panel';
import { IdsPanel } from '@/components/order/ids-panel';
import { KnowCannotKnow } from '@/components/order/know-cannot-know';
import { MoneyPanel } from '@/components/order/money-panel';
import { OrderHeader } from '@/components/order/order-header';
import { OrderSkeleton } from '@/components/order/order-skeleton';
import { Rail } from '@/components/order/rail';
import { SubmitsPanel } from '@/components/order/submits-panel';
import { TimelinePanel } from '@/components/order/timeline-panel';
import { WhyItWaits } from '@/components/order/why-it-waits';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { useServerNow } from '@/components/ui/use-now';
import { explain } from '@/server/domain/explanation/explanation';
import { timeline } from '@/server/domain/timeline/timeline';
import type { TimelineItem } from '@/server/domain/timeline/item';
import { KeptIntentLive } from './kept-intent-live';
import { OrderActions } from './order-actions-live';
import styles from './order-desk.module.css';

type OrderView = Outputs['support']['orders']['get'];

/** Every id that somebody may quote, once. */
function idsOf({ order, evidence, operations }: OrderView): string[] {
  const ids = [
    order.orderId,
    order.reference,
    ...operations.flatMap(({ operation, providerReference }) => [operation, providerReference]),
    ...evidence.flatMap(({ requestId, traceId, messageId }) => [requestId, traceId, messageId]),
  ];
  return [...new Set(ids.filter((id) => id !== null))];
}

/** Where a piece of evidence stands in the timeline as it is shown: its own row, or the fold that holds it. */
function rowFinder(items: readonly TimelineItem[]): (seq: number) => string | null {
  return (seq) => {
    const item = items.find(
      (each) =>
        (each.type === 'row' && each.row.seq === seq) ||
        (each.type === 'fold' && each.rows.some((row) => row.seq === seq)),
    );
    return item?.key ?? null;
  };
}

/** The check that comes next. */
const plannedRow = (items: readonly TimelineItem[]): string | null =>
  items.flatMap((item) => (item.type === 'planned' && item.lane === 'provider' ? [item.key] : []))[0] ?? null;

function Order({ view, heardAtMs }: { view: OrderView; heardAtMs: number }) {
  const nowMs = useServerNow(view.nowMs, heardAtMs);
  const [shown, setShown] = useQueryState(
    'view',
    parseAsStringLiteral(['story', 'everything'] as const).withDefault('story'),
  );
  const { order, evidence, operations, cases, mails } = view;
  const explanation = explain(order, evidence, operations, cases, nowMs);
  const items = timeline(evidence, nowMs, { view: shown });
  const rowOf = rowFinder(items);
  const notes = evidence.filter(({ kind }) => kind === 'note_added');
  return (
    <>
      <OrderHeader
        orderId={order.orderId}
        state={order.state}
        money={explanation.money}
        freshness={view.freshness}
        ownedAs={`shard ${order.shard}, epoch ${order.ownerEpoch}`}
        allIds={idsOf(view)}
      />
      <Answer
        tone={explanation.tone}
        lead={explanation.lead}
        sentences={explanation.sentences}
        rowOf={rowOf}
        places={{ next_check: plannedRow(items), case: 'case' }}
      />
      <OrderActions view={view} personMay={explanation.personMay} nowMs={nowMs} />
      <a className={styles.jump} href="#what-happened">
        What happened, {evidence.length} {evidence.length === 1 ? 'row' : 'rows'}
      </a>
      <div className={styles.columns}>
        <Rail>
          <WhyItWaits explanation={explanation} nowMs={nowMs} rowOf={rowOf} />
          <KnowCannotKnow known={explanation.known} unknown={explanation.unknown} rowOf={rowOf} />
          <MoneyPanel
            orderId={order.orderId}
            total={order.total}
            standing={explanation.money}
            operations={operations}
          />
          <SubmitsPanel submits={explanation.submits} nowMs={nowMs} />
          <CustomerSeesPanel sees={explanation.customerSees} mails={mails} nowMs={nowMs} />
          <CasePanel orderId={order.orderId} region={order.region} cases={cases} notes={notes} nowMs={nowMs} />
          <ArchivedPanel archived={view.archived} />
          <IdsPanel
            orderId={order.orderId}
            reference={order.reference}
            email={order.email}
            evidence={evidence}
            providerReferences={operations.flatMap(({ providerReference }) => providerReference ?? [])}
          />
        </Rail>
        <TimelinePanel evidence={evidence} nowMs={nowMs} view={shown} setView={setShown} />
      </div>
    </>
  );
}

/** One order: the page that support lives on. It answers first, then shows why. */
export function OrderDesk({ orderId }: { orderId: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.support.orders.get.queryOptions({ orderId }, { refetchInterval: useBeat('support.orders.get') }),
  );
  const read = (
    <ReadState
      query={query}
      what={`Order ${orderId}`}
      skeleton={<OrderSkeleton orderId={orderId} />}
      notFound={
        <ProofOfEmptiness title={`No order has the id ${orderId}.`}>
          Looked in the records of every region that answers. A reference, an email or a request id can be searched from
          the box above.
        </ProofOfEmptiness>
      }
    >
      {(view) => <Order view={view} heardAtMs={query.dataUpdatedAt} />}
    </ReadState>
  );
  // not read at its owner, or not there: the other region may keep it
  return query.isError && query.data === undefined ? <KeptIntentLive orderId={orderId} otherwise={read} /> : read;
}

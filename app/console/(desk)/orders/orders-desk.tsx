'use client';

import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { filterWords, instantsOf, OrderFilterBar, type OrderFilters } from '@/components/order/order-filters';
import { ordersCsv } from '@/components/order/orders-csv';
import { OrdersTable } from '@/components/order/orders-table';
import { SavedViewsBar } from '@/components/order/saved-views-bar';
import { useBeat } from '@/components/news/told-pages';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Button, ButtonLink } from '@/components/ui/button';
import { download } from '@/components/ui/download';
import { formatInstant } from '@/components/ui/format-time';
import { Freshness } from '@/components/ui/freshness';
import { NotReadable, ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import tools from '@/components/ui/tools.module.css';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { useServerNow } from '@/components/ui/use-now';
import { WaitingRows } from '@/components/ui/waiting-rows';
import { ORDER_STATES } from '@/server/domain/order';
import { ORDER_STATE_WORDS } from '@/server/domain/order-state-words';
import { REGIONS } from '@/server/domain/region';
import { sentenceCase } from '@/server/domain/sentence-case';
import { KeptIntentsLive } from './kept-intents-live';
import styles from './orders-desk.module.css';

const ROWS_PER_PAGE = 50;

const filters = {
  q: parseAsString.withDefault(''),
  state: parseAsStringLiteral(ORDER_STATES),
  region: parseAsStringLiteral(REGIONS),
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};

const addressOf = createSerializer(filters);

type Found = Outputs['support']['orders']['search'];
type Filters = OrderFilters & { q: string; state: (typeof ORDER_STATES)[number] | null; cursor: string | null };

const LOOKED_IN = 'orders, references, emails, requests, traces, operations, messages and provider references';

/** A proof only where every region was asked. */
function Nothing({ found, asked }: { found: Found; asked: Filters }) {
  const what = `${asked.q ? `Nothing has “${asked.q}”` : 'No order'}${asked.state ? ` in the state ${asked.state}` : ''}`;
  const title = [what, filterWords(asked)].filter((each) => each !== '').join(', ');
  const upTo = (
    <>
      Looked in {LOOKED_IN}, up to <Time at={found.freshness.asOfMs} />.
    </>
  );
  if (found.notReached.length > 0)
    return (
      <NotReadable title={`${title}, as far as ${found.freshness.region} knows.`}>
        {upTo} {notReachedWords(found)}
      </NotReadable>
    );
  return (
    <ProofOfEmptiness title={`${title}.`}>
      {upTo} A reference is right only with its last symbol, the check symbol.
    </ProofOfEmptiness>
  );
}

const notReachedWords = ({ notReached }: Found): string =>
  `${sentenceCase(notReached.join(' and '))} is not reached: its orders are not in this, and nothing is known of them here.`;

/** Never "no more" out of "not looked yet". */
function lookedBack({ lookedBackToMs, nextCursor, notReached }: Found): string {
  const without = notReached.length === 0 ? '' : `, without ${notReached.join(' and ')}`;
  if (lookedBackToMs !== null)
    return `looked back to ${formatInstant(lookedBackToMs, 'day-clock', CONSOLE_ZONE)}${without}`;
  return `${nextCursor === null ? 'all that match' : 'older ones follow'}${without}`;
}

function FoundOrders({ found, heardAtMs, asked }: { found: Found; heardAtMs: number; asked: Filters }) {
  const nowMs = useServerNow(found.nowMs, heardAtMs);
  const held = useHeldRows(JSON.stringify(asked), found.rows, ({ orderId }) => orderId, found.freshness.asOfMs);
  if (held.rows.length === 0 && held.waiting === 0) return <Nothing found={found} asked={asked} />;
  const save = () => download(`orders-${new Date(nowMs).toISOString()}.csv`, 'text/csv', ordersCsv(held.rows));
  return (
    <>
      <div className={tools.tools}>
        <span className="meta">
          {held.rows.length} shown, {lookedBack(found)}
        </span>
        <span className={tools.right}>
          <span className={tools.fresh}>
            <Freshness freshness={found.freshness} />
          </span>
          <Button size="sm" onClick={save}>
            <IconDownload size={14} stroke={1.6} aria-hidden />
            CSV of these {held.rows.length}
          </Button>
        </span>
      </div>
      {found.notReached.length > 0 ? (
        <p className={`tone medium ${styles.without}`} data-tone="amber" role="status">
          {notReachedWords(found)}
        </p>
      ) : null}
      <WaitingRows count={held.waiting} what="order" sinceMs={held.sinceMs} show={held.show} />
      <OrdersTable rows={held.rows} nowMs={nowMs} />
      <nav className={styles.pages} aria-label="Pages">
        {asked.cursor ? (
          <ButtonLink size="sm" href={addressOf('/console/orders', { ...asked, cursor: null })}>
            Newest
          </ButtonLink>
        ) : null}
        {found.nextCursor ? (
          <ButtonLink size="sm" href={addressOf('/console/orders', { ...asked, cursor: found.nextCursor })}>
            Older
          </ButtonLink>
        ) : null}
      </nav>
    </>
  );
}

function SearchForm({ asked }: { asked: Filters }) {
  return (
    <form action="/console/orders" role="search" className={styles.search} key={asked.q}>
      <input
        type="search"
        name="q"
        defaultValue={asked.q}
        aria-label="Search orders"
        placeholder="Order id, reference, email, request, trace, operation, message or provider reference"
      />
      {(['state', 'region', 'from', 'to'] as const).map((name) =>
        asked[name] === null ? null : <input key={name} type="hidden" name={name} value={asked[name]} />,
      )}
      <Button type="submit">Search</Button>
    </form>
  );
}

/** Every order, by any id that somebody may quote; what is asked stands in the address. */
export function OrdersDesk() {
  const trpc = useTRPC();
  const [asked, setAsked] = useQueryStates(filters);
  const query = useQuery(
    trpc.support.orders.search.queryOptions(
      {
        q: asked.q || undefined,
        state: asked.state ?? undefined,
        region: asked.region ?? undefined,
        ...instantsOf(asked),
        cursor: asked.cursor ?? undefined,
        limit: ROWS_PER_PAGE,
      },
      { refetchInterval: useBeat('support.orders.search') },
    ),
  );
  const tabs = [null, ...ORDER_STATES].map((state) => ({
    href: addressOf('/console/orders', { ...asked, state, cursor: null }),
    word: state === null ? 'All' : ORDER_STATE_WORDS[state].word,
    current: state === asked.state,
  }));
  return (
    <>
      <h1 className="sr">Orders</h1>
      <SearchForm asked={asked} />
      <SavedViewsBar
        asked={{ q: asked.q, state: asked.state, region: asked.region }}
        hrefOf={(view) => addressOf('/console/orders', { ...view })}
      />
      <OrderFilterBar filters={asked} change={(change) => void setAsked({ ...change, cursor: null })} />
      <KeptIntentsLive q={asked.q} />
      <Tabs tabs={tabs} label="States" />
      <ReadState
        query={query}
        what="The orders"
        skeleton={<TableSkeleton rows={12} columns={6} label="Reading orders" />}
      >
        {(found) => <FoundOrders found={found} heardAtMs={query.dataUpdatedAt} asked={asked} />}
      </ReadState>
    </>
  );
}

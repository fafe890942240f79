/**
 * The order finder: one box for every id, and pages of orders with the newest first. A page that looked far back without filling
 * says how far it looked; it never reads "no more" out of "not looked yet".
 */
import { type Freshness, freshAtOwner } from '../domain/freshness';
import { type MoneyStanding, moneyPosition } from '../domain/money-position';
import type { OrderState } from '../domain/order';
import type { Region } from '../domain/region';
import { searchTermOf } from '../domain/search-term';
import type { Clock } from '../ports/clock';
import type { FoundOrder, OrderFilter, OrderSearchStore, Place } from '../stores/order-search';

export interface OrderFinderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly search: OrderSearchStore;
}

export interface OrderQuestion {
  readonly q: string;
  readonly state: OrderState | null;
  readonly region: Region | null;
  readonly createdFromMs: number | null;
  readonly createdToMs: number | null;
  /** From the page before; null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
}

export interface OrderRow extends FoundOrder {
  readonly money: MoneyStanding;
}

export interface OrderPage {
  readonly rows: readonly OrderRow[];
  /** Null where they were not counted: a page is found without reading the others. */
  readonly total: number | null;
  /** Null: there are no more. */
  readonly nextCursor: string | null;
  /** Set where the page ended before it was full: everything that matches and is younger than this is shown. */
  readonly lookedBackToMs: number | null;
  readonly nowMs: number;
  readonly freshness: Freshness;
}

/** Later than any order. */
const FOR_EVER_MS = 253_402_300_799_000;

export class OrderFinder {
  constructor(private readonly parts: OrderFinderParts) {}

  /** Null: the cursor is none of ours. */
  async find(question: OrderQuestion): Promise<OrderPage | null> {
    const { clock, region, search } = this.parts;
    const after = question.cursor === null ? null : placeOf(question.cursor);
    if (question.cursor !== null && after === null) return null;
    const filter: OrderFilter = {
      state: question.state,
      region: question.region,
      createdFromMs: question.createdFromMs ?? 0,
      createdToMs: question.createdToMs ?? FOR_EVER_MS,
      after,
      // one more tells whether there is a next page
      limit: question.limit + 1,
    };
    const nowMs = clock.nowMs();
    const told = { nowMs, freshness: freshAtOwner(region, nowMs) };
    const term = searchTermOf(question.q);
    const found = await this.run(term, filter);
    const rows = await this.withMoney(found.slice(0, question.limit));
    const last = rows.at(-1);
    if (found.length > question.limit && last !== undefined)
      return { ...told, rows, total: null, nextCursor: cursorOf(last), lookedBackToMs: null };
    const email = term.kind === 'email' ? term.email : null;
    const stopped = term.kind === 'ids' ? null : await search.lookedBackTo(filter, email);
    const total = after === null && stopped === null ? rows.length : null;
    const nextCursor = stopped === null ? null : cursorOf(stopped);
    return { ...told, rows, total, nextCursor, lookedBackToMs: stopped?.createdAtMs ?? null };
  }

  private async withMoney(found: readonly FoundOrder[]): Promise<OrderRow[]> {
    const operations = await this.parts.search.moneyOperations(found.map(({ orderId }) => orderId));
    return found.map((order) => ({
      ...order,
      money: moneyPosition(operations.filter(({ orderId }) => orderId === order.orderId)),
    }));
  }

  private run(term: ReturnType<typeof searchTermOf>, filter: OrderFilter): Promise<FoundOrder[]> {
    const { search } = this.parts;
    switch (term.kind) {
      case 'nothing':
        return search.newest(filter);
      case 'email':
        return search.byEmail(term.email, filter);
      case 'ids':
        return search.byAnyId(term, filter);
      default:
        return term satisfies never;
    }
  }
}

const cursorOf = ({ createdAtMs, orderId }: Place): string => `${createdAtMs}_${orderId}`;

function placeOf(cursor: string): Place | null {
  const [, createdAtMs, orderId] = /^(\d{1,15})_(.{1,255})$/.exec(cursor) ?? [];
  return createdAtMs === undefined || orderId === undefined ? null : { createdAtMs: Number(createdAtMs), orderId };
}

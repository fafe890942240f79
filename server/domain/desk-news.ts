/**
 * What an open page of the console is told: that something changed and may be read anew, never what it became. News are hints: they may
 * be lost, so whoever hears them still asks now and then.
 */
/** What lists and figures are about. An order by itself is named by its id. */
export const NEWS_TOPICS = [
  'orders',
  'cases',
  'audit',
  'controls',
  'mode',
  'promise',
  'drills',
  'letters',
  'mails',
  'kept',
  'bulk',
  'statements',
  'reach',
] as const;

export type NewsTopic = (typeof NEWS_TOPICS)[number];

/** How far a region's records had come when they were looked at; only compared, never read. */
export interface DeskMarks {
  /** The newest evidence of each order that was recorded a moment ago; null: of more orders than are told one by one. */
  readonly orders: Readonly<Record<string, number>> | null;
  readonly marks: Readonly<Record<Exclude<NewsTopic, 'orders' | 'reach'>, string | null>>;
}

export interface Change {
  readonly topics: readonly NewsTopic[];
  /** Orders with new evidence; null: any may have. */
  readonly orders: readonly string[] | null;
}

/** `isWhole`: both regions are looked at. Of one that is not, a page finds out by itself. */
export type DeskNews = { readonly isWhole: boolean } & (
  | /** From now on everything is told: what was read before may be older. */ { readonly kind: 'watching' }
  /** Nothing changed, and somebody still looks. */
  | { readonly kind: 'pulse' }
  | ({ readonly kind: 'changed' } & Change)
);

export const NO_CHANGE: Change = { topics: [], orders: [] };
/** Nothing is known of what happened meanwhile. */
const ANY_CHANGE: Change = { topics: NEWS_TOPICS, orders: null };

/** More orders than this are not named one by one. */
export const MOST_NAMED = 200;

/** @param before null: the region was not reached when it was asked before, nor `now` if that is null. */
export function changeBetween(before: DeskMarks | null, now: DeskMarks | null): Change {
  if (now === null) return before === null ? NO_CHANGE : { topics: ['reach'], orders: [] };
  if (before === null) return ANY_CHANGE;
  const orders =
    now.orders === null
      ? null
      : Object.entries(now.orders).flatMap(([orderId, seq]) =>
          (before.orders?.[orderId] ?? 0) < seq ? [orderId] : [],
        );
  const marked = NEWS_TOPICS.filter(
    (topic) => topic !== 'orders' && topic !== 'reach' && before.marks[topic] !== now.marks[topic],
  );
  return { topics: orders === null || orders.length > 0 ? ['orders', ...marked] : marked, orders };
}

export function both(a: Change, b: Change): Change {
  const orders = a.orders === null || b.orders === null ? null : [...new Set([...a.orders, ...b.orders])];
  return {
    topics: NEWS_TOPICS.filter((topic) => a.topics.includes(topic) || b.topics.includes(topic)),
    orders: orders !== null && orders.length > MOST_NAMED ? null : orders,
  };
}

export const isChange = ({ orders, topics }: Change): boolean =>
  topics.length > 0 || orders === null || orders.length > 0;

/** Which reads are told of changes, of which, and how often they ask by themselves while nobody tells them. Pure. */
import type { DeskNews, NewsTopic } from '@/server/domain/desk-news';
import { POLL_LIST_MS, POLL_MS } from '@/components/trpc';

interface Told {
  /** What it lists or counts. */
  readonly topics: readonly NewsTopic[];
  /** It is about the one order that its input names. */
  readonly ofOrder?: true;
  /** Without news; and with them never more often, however much changes. */
  readonly beatMs: number;
}

const EVERYBODYS: Told = { topics: ['orders', 'cases', 'promise', 'reach'], beatMs: POLL_LIST_MS };

/** What is measured all the time (pressure, gauges, queues, leases) is no news, and asks by itself as before. */
export const TOLD_QUERIES = {
  'support.orders.get': { topics: ['reach'], ofOrder: true, beatMs: POLL_MS },
  'support.orders.search': { topics: ['orders', 'reach'], beatMs: POLL_MS },
  'support.now.overview': EVERYBODYS,
  'cases.figures': { topics: ['cases', 'audit', 'reach'], beatMs: POLL_LIST_MS },
  'cases.queue': { topics: ['cases', 'reach'], beatMs: POLL_LIST_MS },
  'cases.proposals': { topics: ['cases', 'audit', 'reach'], beatMs: POLL_LIST_MS },
  // a report of hours, read anew each minute whatever changes; told only that a region is missing in it, or no longer
  'cases.ambiguity': { topics: ['reach'], beatMs: 60_000 },
  'cases.get': { topics: ['cases', 'reach'], ofOrder: true, beatMs: POLL_MS },
  'repairs.view': { topics: ['reach'], ofOrder: true, beatMs: POLL_MS },
  'verdicts.view': { topics: ['cases', 'audit', 'reach'], ofOrder: true, beatMs: POLL_MS },
  'onCall.controls.view': { topics: ['controls', 'mode', 'reach'], beatMs: POLL_MS },
  'onCall.mode.glance': { topics: ['mode', 'reach'], beatMs: POLL_LIST_MS },
  'drills.running': { topics: ['drills', 'reach'], beatMs: POLL_LIST_MS },
  'drills.overview': { topics: ['drills', 'reach'], beatMs: POLL_MS },
  'onCall.mode.episodes': { topics: ['mode', 'reach'], beatMs: POLL_LIST_MS },
  // putting one back is audited, wherever it stood in its list
  'messages.letters': { topics: ['letters', 'audit', 'reach'], beatMs: POLL_LIST_MS },
  'messages.mails': { topics: ['mails', 'reach'], beatMs: POLL_LIST_MS },
  'support.kept.list': { topics: ['kept', 'reach'], beatMs: POLL_LIST_MS },
  'support.kept.get': { topics: ['kept', 'reach'], ofOrder: true, beatMs: POLL_MS },
  'bulk.newest': { topics: ['bulk', 'reach'], beatMs: POLL_LIST_MS },
  'bulk.get': { topics: ['bulk', 'reach'], beatMs: POLL_MS },
  'bulk.items': { topics: ['bulk', 'reach'], beatMs: POLL_MS },
  'statements.list': { topics: ['statements', 'reach'], beatMs: POLL_LIST_MS },
  'statements.get': { topics: ['statements', 'reach'], beatMs: POLL_LIST_MS },
  'statements.lines': { topics: ['statements', 'cases', 'reach'], beatMs: POLL_LIST_MS },
  'audit.find': { topics: ['audit', 'reach'], beatMs: POLL_LIST_MS },
} as const satisfies Record<string, Told>;

export type ToldPath = keyof typeof TOLD_QUERIES;

/** How often a read that is told still asks by itself: for the news that got lost, and for what is no news. */
export const TOLD_BEAT_MS = 10_000;

/** `lost`: the line to the store broke; whoever shows something finds out whether anybody still answers. */
export type HeardNews = DeskNews | { readonly kind: 'lost' };

/** The key under which a read of a procedure is kept: its path, then its input. */
interface KeyParts {
  readonly path: ToldPath;
  readonly orderId: string | null;
}

export function toldKey(queryKey: readonly unknown[]): KeyParts | null {
  const [steps, about] = queryKey;
  if (!Array.isArray(steps)) return null;
  const path = Object.keys(TOLD_QUERIES).find((each): each is ToldPath => each === steps.join('.'));
  if (path === undefined) return null;
  const input = (about as { readonly input?: { readonly orderId?: unknown } } | undefined)?.input;
  return { path, orderId: typeof input?.orderId === 'string' ? input.orderId : null };
}

/** Whether what was read under this key may be older than the news. */
export function isTouched({ orderId, path }: KeyParts, news: HeardNews): boolean {
  switch (news.kind) {
    case 'watching':
    case 'lost':
      return true;
    case 'pulse':
      return false;
    case 'changed': {
      const told: Told = TOLD_QUERIES[path];
      if (told.topics.some((topic) => news.topics.includes(topic))) return true;
      return told.ofOrder === true && (news.orders === null || (orderId !== null && news.orders.includes(orderId)));
    }
    default:
      return news satisfies never;
  }
}

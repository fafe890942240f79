/**
 * This browser never shows an earlier state of an order than it has shown before: the newest is kept for the session, and anything
 * older is put aside, whoever answered it. Newer is a higher version; of one version, the later look.
 */
import { useMemo, useSyncExternalStore } from 'react';
import type { OrderResource } from '@/components/store/resources';

export interface SeenOrder {
  readonly order: OrderResource;
  /** When it was read, this browser's clock. */
  readonly readAtMs: number;
}

const keyOf = (orderId: string) => `evident.seen.${orderId}`;
const never = () => () => undefined;
const nothing = () => null;

function kept(orderId: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(orderId));
  } catch {
    return null;
  }
}

function opened(text: string | null): SeenOrder | null {
  try {
    return text === null ? null : (JSON.parse(text) as SeenOrder);
  } catch {
    return null;
  }
}

export const recall = (orderId: string): SeenOrder | null => opened(kept(orderId));

/** What this tab has shown before, from the first paint with scripts on: a page out of a cache does not go back behind it. */
export function useRecalled(orderId: string): SeenOrder | null {
  const text = useSyncExternalStore(never, () => kept(orderId), nothing);
  return useMemo(() => opened(text), [text]);
}

export function newer(known: SeenOrder, read: SeenOrder): SeenOrder {
  if (read.order.version !== known.order.version) return read.order.version > known.order.version ? read : known;
  return Date.parse(read.order.fresh_as_of) >= Date.parse(known.order.fresh_as_of) ? read : known;
}

/** Returns the newer of what is known and what was just read, and remembers it. */
export function remember(known: SeenOrder, read: SeenOrder): SeenOrder {
  const newest = newer(known, read);
  try {
    sessionStorage.setItem(keyOf(newest.order.order_id), JSON.stringify(newest));
  } catch {
    // A browser that keeps nothing still has the server's own floor: its cookie, and `min_version`.
  }
  return newest;
}

import { describe, expect, it } from 'vitest';
import type { OrderStatus, OrderStore } from '../stores/orders';
import { MOST_WAITS_FOR_ONE, OrderStatusReader, type StatusRequest } from './order-status-reader';
import { OrderWatcher } from './order-watcher';
import { sha256 } from './sha256';

const TOKEN = 'the-token-of-this-order';

/** Waits end by hints alone: no time passes. */
function given() {
  let reads = 0;
  let version = 4;
  let hint: (keys: readonly string[]) => void = () => undefined;
  const orders = {
    status: async (orderId: string) => {
      reads++;
      return { order: { orderId, version, statusTokenHash: sha256(TOKEN) } } as unknown as OrderStatus;
    },
  } as Pick<OrderStore, 'status'> as OrderStore;
  const clock = {
    nowMs: () => 0,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve())),
  };
  const wakeUp = {
    hint: () => undefined,
    listen: (_topic: string, callback: typeof hint) => {
      hint = callback;
      return () => undefined;
    },
    close: () => Promise.resolve(),
  };
  const watcher = new OrderWatcher({ clock, orders, wakeUp });
  const reader = new OrderStatusReader({ clock, orders, watcher });
  const wait = (change: Partial<StatusRequest> = {}) =>
    reader.read({ orderId: 'ord_1', statusToken: TOKEN, minVersion: 4, waitMs: 30_000, ...change });
  const move = () => {
    version++;
    hint(['ord_1']);
  };
  return { move, reads: () => reads, wait, watcher };
}

describe('many who wait for one order', () => {
  it('are answered when it moves; whoever comes beyond them is told at once how it stands', async () => {
    const { move, wait, watcher } = given();
    const waiting = Array.from({ length: MOST_WAITS_FOR_ONE }, () => wait());
    await expect.poll(() => watcher.waits('ord_1')).toBe(MOST_WAITS_FOR_ONE);
    const beyond = await Promise.all(Array.from({ length: 500 }, () => wait()));
    for (const each of beyond) expect(each).toMatchObject({ kind: 'status', status: { order: { version: 4 } } });
    expect(watcher.waits('ord_1')).toBe(MOST_WAITS_FOR_ONE);
    move();
    for (const each of await Promise.all(waiting))
      expect(each).toMatchObject({ kind: 'status', status: { order: { version: 5 } } });
    expect(watcher.waits('ord_1')).toBe(0);
  });

  it('with a wrong token wait for nothing', async () => {
    const { reads, wait, watcher } = given();
    expect(await wait({ statusToken: 'of-another-order-altogether' })).toEqual({ kind: 'not_found' });
    expect([reads(), watcher.waits('ord_1')]).toEqual([1, 0]);
  });

  it('and have seen what is not here yet are not shown less, however many there are', async () => {
    const { move, wait, watcher } = given();
    const waiting = Array.from({ length: MOST_WAITS_FOR_ONE }, () => wait());
    await expect.poll(() => watcher.waits('ord_1')).toBe(MOST_WAITS_FOR_ONE);
    expect(await wait({ minVersion: 7 })).toEqual({ kind: 'behind', version: 4 });
    move();
    await Promise.all(waiting);
  });
});

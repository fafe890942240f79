/** Orders of one region that move on and on, with everything that they ever were: the witness of what a copy may show. */
import { createHash } from 'node:crypto';
import type { OrderState } from '../domain/order';
import type { StatusToShow } from '../domain/status-copy';
import type { StatusChangeStore } from '../stores/status-changes';
import type { SeededStream } from './seeded-stream';

const TOKEN = 'a-status-token-of-the-run';
const HASH = createHash('sha256').update(TOKEN).digest('hex');
const PATH: readonly OrderState[] = [
  'inventory_reserved',
  'payment_authorizing',
  'payment_pending',
  'needs_reconciliation',
];
/** Virtual time between two changes of one order. */
const LEAST_MS = 50;
const MOST_MS = 40_000;
/** A change of the money's words moves no version. */
const MONEY_ONLY = 0.4;

interface Moving {
  /** When each look began; the n-th is the look n + 1. */
  readonly changedAtMs: number[];
  version: number;
  nextAtMs: number;
  toldLook: number;
  untoldSinceMs: number | null;
}

export class MovingOrders {
  readonly token = TOKEN;
  readonly ids: readonly string[];
  private readonly moving = new Map<string, Moving>();
  private nowMs: number;

  constructor(
    private readonly luck: SeededStream,
    count: number,
    fromMs: number,
  ) {
    this.nowMs = fromMs;
    this.ids = Array.from({ length: count }, (_, n) => `ord_${n}`);
    for (const id of this.ids)
      this.moving.set(id, {
        changedAtMs: [fromMs],
        version: 1,
        nextAtMs: fromMs + luck.between(LEAST_MS, MOST_MS),
        toldLook: 0,
        untoldSinceMs: fromMs,
      });
  }

  moveUntil(nowMs: number): void {
    this.nowMs = nowMs;
    for (const order of this.moving.values())
      while (order.nextAtMs <= nowMs) {
        order.changedAtMs.push(order.nextAtMs);
        order.untoldSinceMs ??= order.nextAtMs;
        if (!this.luck.chance(MONEY_ONLY)) order.version++;
        order.nextAtMs += this.luck.between(LEAST_MS, MOST_MS);
      }
  }

  now(orderId: string): StatusToShow & { readonly look: number } {
    const { changedAtMs, version } = this.of(orderId);
    const look = changedAtMs.length;
    const state = PATH[version % PATH.length] ?? 'payment_pending';
    const [first = 0] = changedAtMs;
    const order = {
      orderId,
      // the look itself, to be known again in the answer
      reference: String(look),
      state,
      version,
      reason: null,
      total: { amountMinor: 4_900, currency: 'EUR' },
      heldUntilMs: null,
      createdAtMs: first,
      updatedAtMs: changedAtMs.at(-1) ?? first,
    };
    return { order, operations: [], lines: [], look };
  }

  /** Which look the record showed at that instant. */
  lookAt(orderId: string, atMs: number): number {
    const { changedAtMs } = this.of(orderId);
    let look = changedAtMs.length;
    while (look > 1 && (changedAtMs[look - 1] ?? 0) > atMs) look--;
    return look;
  }

  untoldSinceMs(): number | null {
    const since = [...this.moving.values()].flatMap(({ untoldSinceMs }) =>
      untoldSinceMs === null ? [] : [untoldSinceMs],
    );
    return since.length === 0 ? null : Math.min(...since);
  }

  readonly changes: StatusChangeStore = {
    untold: (limit) =>
      Promise.resolve(
        this.ids
          .filter((id) => this.of(id).untoldSinceMs !== null)
          .slice(0, limit)
          .map((id) => {
            const { look, ...status } = this.now(id);
            return { status: { ...status, change: look, statusTokenHash: HASH }, readAtMs: this.nowMs };
          }),
      ),
    told: (told) => {
      for (const { change, orderId } of told) {
        const order = this.of(orderId);
        if (order.changedAtMs.length === change) order.untoldSinceMs = null;
      }
      return Promise.resolve();
    },
  };

  private of(orderId: string): Moving {
    const order = this.moving.get(orderId);
    if (order === undefined) throw new RangeError(`no order ${orderId}`);
    return order;
  }
}

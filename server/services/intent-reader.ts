/** What this region keeps for the other, as the console reads it: found by any id, with what its customer is told and what happened to it. */
import { keptIntentResource } from '../domain/kept-intent-resource';
import type { KeptIntentState, Sent } from '../domain/kept-intent';
import type { OrderState } from '../domain/order';
import type { Region } from '../domain/region';
import { searchTermOf } from '../domain/search-term';
import type { Clock } from '../ports/clock';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { IntentEvent, IntentReadStore } from '../stores/intent-reads';
import type { KeptIntent } from '../stores/kept-intents';
import type { RegionRouter } from './region-router';

export interface IntentReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly reads: IntentReadStore;
  readonly copies: Pick<CheckoutCopyStore, 'get'>;
  ownerOfOrder: RegionRouter['ownerOfOrder'];
}

export interface KeptIntentRow {
  readonly orderId: string;
  readonly reference: string;
  readonly state: KeptIntentState;
  /** Which region keeps it, and which owns its order. */
  readonly keptBy: Region;
  readonly owner: Region;
  readonly email: string;
  /** Null where its checkout is not known here. */
  readonly total: { readonly amountMinor: number; readonly currency: string } | null;
  readonly sent: Sent;
  readonly keptAtMs: number;
  readonly expiresAtMs: number;
  readonly attempts: number;
  readonly nextTryAtMs: number;
  readonly lastError: string | null;
  /** What its owner said last, and when; null before. */
  readonly lastKnown: { readonly state: OrderState; readonly version: number } | null;
  readonly refusal: string | null;
  readonly answeredAtMs: number | null;
}

export interface KeptIntentView extends KeptIntentRow {
  readonly paymentMethod: string;
  readonly requestId: string;
  /** The exact text that its customer reads now; null where nothing of it can be told, or its owner tells it. */
  readonly customerReads: string | null;
  readonly events: readonly IntentEvent[];
  readonly nowMs: number;
}

export interface KeptIntentPage {
  readonly rows: readonly KeptIntentRow[];
  readonly nowMs: number;
}

const MOST_ROWS = 50;
const MOST_EVENTS = 200;

export class IntentReader {
  constructor(private readonly parts: IntentReaderParts) {}

  /** With an empty text, what is owed now. */
  async find(q: string): Promise<KeptIntentPage> {
    const { clock, reads } = this.parts;
    const term = searchTermOf(q);
    const found =
      term.kind === 'nothing'
        ? await reads.owed(MOST_ROWS)
        : term.kind === 'email'
          ? await reads.byAnyId({ orderIds: [], reference: null, traceId: null, text: q, email: term.email }, MOST_ROWS)
          : await reads.byAnyId({ ...term, email: null }, MOST_ROWS);
    return { rows: await Promise.all(found.map((intent) => this.rowOf(intent))), nowMs: clock.nowMs() };
  }

  /** Null: this region never kept it. */
  async view(orderId: string): Promise<KeptIntentView | null> {
    const { clock, copies, reads, region } = this.parts;
    const term = { orderIds: [orderId], reference: null, traceId: null, text: orderId, email: null };
    const intent = (await reads.byAnyId(term, MOST_ROWS)).find((each) => each.orderId === orderId);
    if (intent === undefined) return null;
    const [row, copy, events] = await Promise.all([
      this.rowOf(intent),
      copies.get(orderId),
      reads.events(orderId, MOST_EVENTS),
    ]);
    const nowMs = clock.nowMs();
    const isOwed = intent.state === 'kept' || intent.state === 'expired';
    const told =
      copy === null || !isOwed
        ? null
        : keptIntentResource(
            {
              ...row,
              total: { amountMinor: copy.totalMinor, currency: copy.currency },
              lines: copy.lines,
              expired: intent.state === 'expired',
              mayBeSent: intent.sends > 0,
              unknownToOwner: !copy.ownerHasIt && copy.sends === 0,
            },
            { region, owner: row.owner, nowMs, timeZone: 'UTC' },
          );
    return {
      ...row,
      paymentMethod: intent.paymentMethod,
      requestId: intent.requestId,
      customerReads: told?.customer_message ?? null,
      events,
      nowMs,
    };
  }

  private async rowOf(intent: KeptIntent): Promise<KeptIntentRow> {
    const { copies, region } = this.parts;
    const copy = await copies.get(intent.orderId);
    const answer = intent.ownerAnswer;
    return {
      orderId: intent.orderId,
      reference: intent.reference,
      state: intent.state,
      keptBy: region,
      owner: this.parts.ownerOfOrder(intent.orderId),
      email: intent.email,
      total: copy === null ? null : { amountMinor: copy.totalMinor, currency: copy.currency },
      sent: intent.sends > 0 ? 'maybe' : 'never',
      keptAtMs: intent.keptAtMs ?? 0,
      expiresAtMs: intent.expiresAtMs ?? 0,
      attempts: intent.attempts,
      nextTryAtMs: intent.nextTryAtMs,
      lastError: intent.lastError,
      lastKnown: answer === null ? null : { state: answer.state, version: answer.version },
      refusal: intent.ownerRefusal,
      answeredAtMs: intent.answeredAtMs,
    };
  }
}

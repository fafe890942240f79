/**
 * The provider itself: payment intents, idempotency keys as Stripe documents them (the stored answer, 500s included; forgotten after
 * 24 h), its ledger and its events. It knows nothing of our orders beyond the metadata that it is sent.
 */
import { ProviderLedger, type ProviderIntent } from './provider-ledger';
import { bankAnswer, type BankAnswer } from './payment-methods';

export interface ChargeRequest {
  readonly key: string;
  readonly operation: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly paymentMethod: string;
}

export type ProviderReply =
  | { readonly kind: 'intent'; readonly intent: ProviderIntent }
  | { readonly kind: 'error_500' }
  | { readonly kind: 'refused'; readonly code: string };

export interface ProviderNews {
  readonly eventId: string;
  readonly eventType: string;
  readonly intent: ProviderIntent;
  readonly atMs: number;
}

/** What this call is lied to about, and whether its effect is hidden behind a 500. */
export interface Lies {
  readonly wrongAmount: boolean;
  readonly wrongCurrency: boolean;
  readonly answers500: boolean;
}

export const HONEST: Lies = { wrongAmount: false, wrongCurrency: false, answers500: false };

const KEYS_KEPT_MS = 24 * 3_600_000;

export class SimulatedProvider {
  readonly ledger = new ProviderLedger();
  readonly intents = new Map<string, ProviderIntent>();
  onNews: (news: ProviderNews) => void = () => undefined;
  /** A stored answer is given again. */
  onReplay: () => void = () => undefined;
  /** When an intent was last made; null before the first. */
  chargedAtMs: number | null = null;
  private readonly keys = new Map<string, { readonly reply: ProviderReply; readonly atMs: number }>();
  private events = 0;

  constructor(
    private readonly nowMs: () => number,
    private readonly plan: (afterMs: number, run: () => void) => void,
  ) {}

  charge(request: ChargeRequest, lies: Lies): ProviderReply {
    return this.underKey(request.key, lies, () => {
      const bank = bankAnswer(request.paymentMethod);
      const intent: ProviderIntent = {
        id: `pi_${this.intents.size + 1}`,
        operation: request.operation,
        orderId: request.orderId,
        status: statusAfter(bank),
        amountMinor: request.amountMinor + (lies.wrongAmount ? 100 : 0),
        currency: lies.wrongCurrency ? 'USD' : request.currency,
        declineCode: bank.kind === 'declines' ? bank.code : null,
        refundedMinor: 0,
        createdAtMs: this.nowMs(),
      };
      this.chargedAtMs = intent.createdAtMs;
      this.keep(intent, EVENT_AFTER[intent.status], request.key);
      if (bank.kind === 'waits') this.plan(bank.ms, () => this.bankDecided(intent.id, bank, request.key));
      return { kind: 'intent', intent };
    });
  }

  /**
   * Somebody charges past us: the intent names no operation, and we hear nothing of it.
   * @param orderId the order that it names; '' for none.
   * @returns the intent's id.
   */
  chargeOutside(orderId: string, amountMinor: number, currency: string): string {
    const id = `pi_${this.intents.size + 1}`;
    const intent: ProviderIntent = {
      id,
      operation: '',
      orderId,
      status: 'requires_capture',
      amountMinor,
      currency,
      declineCode: null,
      refundedMinor: 0,
      createdAtMs: this.nowMs(),
    };
    this.intents.set(id, intent);
    this.chargedAtMs = intent.createdAtMs;
    this.write('authorized', intent, null, amountMinor);
    return id;
  }

  /** Given back past us, unless we did it before; of a charge of ours we hear. */
  cancelOutside(intentId: string): void {
    const intent = this.intents.get(intentId);
    if (intent?.status !== 'requires_capture') return;
    const canceled: ProviderIntent = { ...intent, status: 'canceled' };
    if (intent.operation !== '') return this.keep(canceled, EVENT_AFTER.canceled, null);
    this.intents.set(intentId, canceled);
    this.write('voided', canceled, null, intent.amountMinor);
  }

  capture(key: string, intentId: string, amountMinor: number, lies: Lies): ProviderReply {
    return this.underKey(key, lies, () => {
      const intent = this.intents.get(intentId);
      if (intent?.status !== 'requires_capture') return { kind: 'refused', code: 'payment_intent_unexpected_state' };
      if (amountMinor > intent.amountMinor) return { kind: 'refused', code: 'amount_too_large' };
      const captured: ProviderIntent = { ...intent, status: 'succeeded', amountMinor };
      this.keep(captured, 'payment_intent.succeeded', key);
      return { kind: 'intent', intent: captured };
    });
  }

  cancel(key: string, intentId: string, lies: Lies): ProviderReply {
    return this.underKey(key, lies, () => {
      const intent = this.intents.get(intentId);
      if (intent === undefined || intent.status === 'succeeded' || intent.status === 'canceled')
        return { kind: 'refused', code: 'payment_intent_unexpected_state' };
      const canceled: ProviderIntent = { ...intent, status: 'canceled' };
      this.keep(canceled, 'payment_intent.canceled', key);
      return { kind: 'intent', intent: canceled };
    });
  }

  refund(key: string, intentId: string, amountMinor: number, lies: Lies): ProviderReply {
    return this.underKey(key, lies, () => {
      const intent = this.intents.get(intentId);
      if (intent?.status !== 'succeeded' || amountMinor > intent.amountMinor - intent.refundedMinor)
        return { kind: 'refused', code: 'charge_already_refunded' };
      const refunded = { ...intent, refundedMinor: intent.refundedMinor + amountMinor };
      this.intents.set(intent.id, refunded);
      this.write('refunded', refunded, key, amountMinor);
      return { kind: 'intent', intent: refunded };
    });
  }

  /** What a search finds; an index that lags misses what is younger. */
  search(operation: string, lagMs: number): ProviderIntent | null {
    const own = [...this.intents.values()].filter(
      (intent) => intent.operation === operation && intent.createdAtMs <= this.nowMs() - lagMs,
    );
    return own.find(({ status }) => status === 'requires_capture' || status === 'succeeded') ?? own[0] ?? null;
  }

  /** True once the key was used and is forgotten. */
  hasForgotten(key: string): boolean {
    const kept = this.keys.get(key);
    return kept !== undefined && this.nowMs() - kept.atMs >= KEYS_KEPT_MS;
  }

  /** A stored answer is given again, also a 500; a forgotten key is a new one. */
  private underKey(key: string, lies: Lies, execute: () => ProviderReply): ProviderReply {
    const kept = this.keys.get(key);
    if (kept !== undefined && this.nowMs() - kept.atMs < KEYS_KEPT_MS) {
      this.onReplay();
      return kept.reply;
    }
    const executed = execute();
    const reply: ProviderReply = lies.answers500 ? { kind: 'error_500' } : executed;
    this.keys.set(key, { reply, atMs: this.nowMs() });
    return reply;
  }

  private bankDecided(intentId: string, bank: Extract<BankAnswer, { kind: 'waits' }>, key: string): void {
    const intent = this.intents.get(intentId);
    if (intent?.status !== 'requires_action' && intent?.status !== 'processing') return;
    const decided: ProviderIntent = bank.approves
      ? { ...intent, status: 'requires_capture' }
      : { ...intent, status: 'requires_payment_method', declineCode: 'authentication_failed' };
    this.keep(decided, EVENT_AFTER[decided.status], key);
  }

  private keep(intent: ProviderIntent, eventType: string, key: string | null): void {
    this.intents.set(intent.id, intent);
    const moved = MONEY_AFTER[intent.status];
    if (moved !== null) this.write(moved, intent, key, intent.amountMinor);
    this.onNews({ eventId: `evt_${++this.events}`, eventType, intent, atMs: this.nowMs() });
  }

  private write(
    kind: 'authorized' | 'captured' | 'voided' | 'refunded' | 'declined',
    intent: ProviderIntent,
    key: string | null,
    amountMinor: number,
  ): void {
    const { operation, orderId, id, currency } = intent;
    // cancelling what never held money moves nothing
    if (kind === 'voided' && !this.ledger.rows.some((row) => row.intentId === id && row.kind === 'authorized')) return;
    this.ledger.add({
      atMs: this.nowMs(),
      kind,
      operation,
      orderId,
      intentId: id,
      amountMinor,
      currency,
      idempotencyKey: key,
    });
  }
}

function statusAfter(bank: BankAnswer): ProviderIntent['status'] {
  switch (bank.kind) {
    case 'approves':
      return 'requires_capture';
    case 'declines':
      return 'requires_payment_method';
    case 'waits':
      return bank.status;
    default:
      return bank satisfies never;
  }
}

const MONEY_AFTER = {
  requires_capture: 'authorized',
  succeeded: 'captured',
  canceled: 'voided',
  requires_payment_method: 'declined',
  requires_confirmation: null,
  requires_action: null,
  processing: null,
} as const;

const EVENT_AFTER: Record<ProviderIntent['status'], string> = {
  requires_capture: 'payment_intent.amount_capturable_updated',
  succeeded: 'payment_intent.succeeded',
  canceled: 'payment_intent.canceled',
  requires_payment_method: 'payment_intent.payment_failed',
  requires_confirmation: 'payment_intent.created',
  requires_action: 'payment_intent.requires_action',
  processing: 'payment_intent.processing',
};

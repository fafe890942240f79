/** Rows that a real order carries beside its story and that change nothing about why it waits. */
import type { NewEvidence } from '../evidence';
import { History } from './history.examples';
import { isDefinite } from '../payment';

export class NoisyHistory extends History {
  private isMakingNoise = false;

  override append(rows: readonly NewEvidence[]): void {
    super.append(rows);
    if (this.isMakingNoise || !this.chance(0.45)) return;
    this.isMakingNoise = true;
    this.makeNoise();
    this.isMakingNoise = false;
  }

  private makeNoise(): void {
    const noises = [
      () => this.told(),
      () => this.noted(),
      () => this.mailParked(),
      () => this.otherChargeLookedUp(),
      () => this.delivered(),
      () => this.lookupAskedFor(),
      () => this.fencedAfterwards(),
      () => this.oldWebhook(),
      () => this.resubmitted(),
    ] as const;
    this.pick(...noises)();
  }

  private told(): void {
    const { state, version } = this.order;
    const detail = { http_status: 202, state, version, message: 'You do not need to pay again.' };
    this.note('customer', 'customer_told', detail);
  }

  private noted(): void {
    this.note('operator', 'note_added', { text: 'The customer called: authorized? failed?' });
  }

  private delivered(): void {
    this.note('queue', 'message_delivered', { consumer: 'mail', schema: 'order_confirmed' });
  }

  /** A mail's message, not the owner's. */
  private mailParked(): void {
    const consumer = this.pick('mail', 'sales');
    this.note('queue', 'message_parked', { consumer, schema: 'order_confirmed', reason: 'failed 5 times' });
  }

  private lookupAskedFor(): void {
    this.note('operator', 'lookup_requested', { operation: `pay:${this.order.orderId}` });
  }

  /** Another charge of the customer, looked up by its own reference. */
  private otherChargeLookedUp(): void {
    const outcome = this.pick('authorized', 'voided', 'unknown', 'processing');
    const detail = { outcome, operation: `pay:${this.order.orderId}`, answer: 'found', asked_reference: 'pi_other' };
    this.note('provider', this.pick('lookup_answered', 'lookup_unanswered'), detail, 'pi_other');
  }

  /** A former owner tried what another one has just done. */
  private fencedAfterwards(): void {
    const { state, version } = this.order;
    if (version < 4) return;
    this.note('order', 'fenced', { tried_state: state, tried_epoch: 11 });
  }

  /** A webhook about what is known already, or about what came before it. */
  private oldWebhook(): void {
    const pay = this.operations.find(({ kind }) => kind === 'authorize');
    const outcomes = this.heard;
    const last = outcomes.at(-1);
    if (pay === undefined || last === undefined || !isDefinite(last)) return;
    if (last.kind === 'declined' || last.kind === 'never_accepted') return this.webhook(last, this.between(0, 9_000));
    const earlier = outcomes.find(({ kind }) => kind === 'authorized') ?? last;
    this.webhook(this.chance(0.5) ? earlier : { kind: 'processing', providerReference: this.reference }, 9_000);
  }

  /** The customer again, answered from the record; while an intent is kept this would be news. */
  private resubmitted(): void {
    const { state, version } = this.order;
    if (version < 3) return;
    super.append([
      {
        orderId: this.order.orderId,
        lane: 'customer',
        kind: 'order_submitted',
        observedAtMs: this.nowMs,
        region: 'east',
        actor: 'customer',
        replayed: true,
        detail: { state, final: false },
      },
    ]);
  }

  private note(
    lane: NewEvidence['lane'],
    kind: NewEvidence['kind'],
    detail: NewEvidence['detail'],
    providerReference: string | null = null,
  ): void {
    const { orderId } = this.order;
    const row = { orderId, lane, kind, observedAtMs: this.nowMs, region: 'east', actor: 'system:noise', detail };
    super.append([{ ...row, providerReference, paymentOperation: `pay:${orderId}` }]);
  }
}

/**
 * All that the provider knows, rebuilt by applying journal entries in order. The same `apply` serves live calls and
 * the restart, so a restarted sandbox cannot remember differently.
 */
import { Ledger } from './ledger';
import type { Change, ChargeRecord, IntentRecord, RefundRecord } from './records';
import { Shelf } from './shelf';
import type { EventRecord } from './stripe-objects';

export class Books {
  readonly intents = new Shelf<IntentRecord>();
  readonly charges = new Shelf<{ charge: ChargeRecord; intent: IntentRecord }>();
  readonly refunds = new Shelf<RefundRecord>();
  readonly events = new Shelf<EventRecord>();
  readonly ledger = new Ledger();
  readonly #intentsOfOperation = new Map<string, string[]>();

  /** Returns the events that the change announces. */
  apply(change: Change): EventRecord[] {
    const { intent, refund } = change;
    for (const row of change.rows) this.ledger.add(row);
    if (refund) this.refunds.put(refund.id, refund);
    if (!intent) return [];
    if (!this.intents.get(intent.id)) this.#index(intent);
    this.intents.put(intent.id, intent);
    if (intent.charge) this.charges.put(intent.charge.id, { charge: intent.charge, intent });
    const events = change.events.map(({ id, type }): EventRecord => ({ id, type, intent, change }));
    for (const event of events) this.events.put(event.id, event);
    return events;
  }

  /** Newest first, like every answer of Stripe's. */
  intentsOfOperation(operation: string): IntentRecord[] {
    const ids = this.#intentsOfOperation.get(operation) ?? [];
    return ids.toReversed().flatMap((id) => this.intents.get(id) ?? []);
  }

  #index(intent: IntentRecord): void {
    const operation = intent.metadata.payment_operation;
    if (operation === undefined) return;
    const ids = this.#intentsOfOperation.get(operation);
    if (ids) ids.push(intent.id);
    else this.#intentsOfOperation.set(operation, [intent.id]);
  }
}

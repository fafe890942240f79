/**
 * S14: a region that cannot reach an order's owner decides and charges nothing of it, and says no more than it knows; what it keeps has
 * one effect at the owner, or expires uncharged (S4), and its customer finds the outcome (L1).
 */
import type { Region } from '../../domain/ids';
import type { OrderRecord } from '../../domain/order-record';
import type { Change } from '../memory/change';
import type { IntentRow } from '../memory/intent-rows';
import type { TransitionRow } from '../memory/rows';
import type { LedgerRow } from '../provider-ledger';
import type { Telling } from '../telling';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

/** Clocks of processes may be off by this much, each way. */
const SKEW_MS = 500;

export class KeptIntentChecks {
  /** Orders of which a customer was told: not charged, and not placed any more. */
  private readonly dropped = new Set<string>();
  /** Settled by their owner's refusal: what is heard of the order later is another's, and nobody follows it. */
  private readonly refused = new Set<string>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  onChange(region: Region, change: Change): void {
    if (change.kind === 'transition') this.onTransition(region, change.row);
    if (change.kind === 'intent' && change.after.ownerRefusal !== null)
      this.refused.add(`${region}/${change.after.orderId}`);
    if (change.kind === 'operation' || change.kind === 'reservation')
      this.checkOwner(region, change.after.orderId, `has a ${change.kind}`);
  }

  onSend(operation: string, orderId: string, region: Region): void {
    if (!this.witnesses.owners.hadOrder(region, orderId))
      this.report('S14', `${region} sends ${operation}, whose order is not its own`);
  }

  onLedgerRow({ kind, orderId }: LedgerRow): void {
    if (kind === 'authorized' && this.dropped.has(orderId))
      this.report('S4', `${orderId} is charged; its customer was told that it is not, and may order again`);
  }

  onTold(telling: Telling): void {
    if (telling.kind !== 'kept') return;
    const { by, orderId, expired, moneyPosition, payAgain } = telling;
    if (telling.state !== 'order_intent_saved' || telling.version !== 0)
      this.report('S14', `${by} keeps ${orderId} and says ${telling.state} at version ${telling.version}`);
    const charged = this.witnesses.ledger.of(orderId).some(({ kind }) => kind === 'authorized');
    if (charged && (moneyPosition === 'not_moved' || payAgain === 'possible'))
      this.report('S4', `${by} says that ${orderId} is not charged; the provider has a charge`);
    if (expired && payAgain === 'possible') this.dropped.add(orderId);
  }

  atRest(): void {
    for (const region of ['east', 'west'] as const)
      for (const intent of this.witnesses.databases[region].intents.values())
        if (intent.keptAtMs !== null) this.checkEffect(region, intent);
    this.checkOneOrderEach();
  }

  private onTransition(region: Region, row: TransitionRow): void {
    this.checkOwner(region, row.orderId, `is ${row.toState}`);
    if (row.toState !== 'inventory_reserved') return;
    const [first] = databaseOf(this.witnesses, row.orderId).evidence.of(row.orderId);
    const keeper = first?.detail.kept_by;
    if (keeper !== 'east' && keeper !== 'west') return;
    const kept = this.witnesses.databases[keeper].intents.get(row.orderId);
    if (kept !== undefined && row.decidedAtMs > (kept.expiresAtMs ?? 0) + SKEW_MS)
      this.report('S4', `${row.orderId} is placed ${row.decidedAtMs - (kept.expiresAtMs ?? 0)} ms after its time`);
  }

  private checkOwner(region: Region, orderId: string, what: string): void {
    if (!this.witnesses.owners.mayDecide(region, orderId))
      this.report('S14', `${orderId} ${what} in ${region}, which does not own it`);
  }

  /** What the owner has is what its keeper last heard; and where it has nothing, it said why. */
  private checkEffect(region: Region, intent: IntentRow): void {
    const { orderId, ownerRefusal, ownerVersion, state } = intent;
    const order = databaseOf(this.witnesses, orderId).orders.get(orderId);
    switch (state) {
      case 'kept':
      case 'expired':
        return this.report('L1', `${region} still keeps ${orderId} (${state})`);
      case 'handed_over':
      case 'settled':
        break;
      default:
        return state satisfies never;
    }
    if (ownerRefusal === null) {
      const isFollowed = !this.refused.has(`${region}/${orderId}`);
      if (order === undefined || (isFollowed && order.version !== ownerVersion))
        this.report('S14', `${orderId} was handed over at version ${ownerVersion}, its owner has ${order?.version}`);
    } else if (order !== undefined && isSameBody(order, intent))
      this.report('S14', `${orderId} was settled as ${ownerRefusal}, and its owner has it`);
    else if (order === undefined && ownerRefusal === 'different_body')
      this.report('S14', `${orderId} was settled as ${ownerRefusal}, and its owner has none`);
    else if (ownerRefusal === 'unknown_key' && this.wasGivenOut(intent))
      this.report('S14', `${orderId} was settled as ${ownerRefusal}, and its customer was given that key`);
  }

  /** Whichever region opened it, and whoever has it now. */
  private wasGivenOut({ cartId, email, orderId }: IntentRow): boolean {
    return Object.values(this.witnesses.databases).some((db) =>
      [db.checkouts.get(orderId), db.checkoutCopies.get(orderId)].some(
        (checkout) => checkout?.cartId === cartId && checkout.email === email,
      ),
    );
  }

  private checkOneOrderEach(): void {
    const orders = new Map<string, string>();
    for (const db of Object.values(this.witnesses.databases))
      for (const { cartId, orderId } of db.orders.values()) {
        const other = orders.get(cartId);
        if (other !== undefined && other !== orderId)
          this.report('S1', `one intent, ${cartId}, became ${other} and ${orderId}`);
        orders.set(cartId, orderId);
      }
  }
}

/** Another's key was tried: what its owner has is not what was kept. */
const isSameBody = (order: OrderRecord, intent: IntentRow): boolean =>
  order.cartId === intent.cartId && order.email === intent.email && order.paymentMethod === intent.paymentMethod;

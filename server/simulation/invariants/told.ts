/**
 * S2, S9, S11 at every answer: told only what is committed, never an older version than this customer has seen, and the key's
 * contract as published.
 */
import { isFinal } from '../../domain/order';
import type { Telling } from '../telling';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

export class ToldChecks {
  private readonly seen = new Map<string, number>();
  private readonly finals = new Map<string, string>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  onTold(telling: Telling): void {
    switch (telling.kind) {
      case 'order':
      case 'payment_unavailable':
        this.checkCommitted(telling.orderId, telling.state, telling.version);
        this.checkBody(telling);
        return this.checkNotEarlier(telling, telling.minVersion);
      case 'status':
        this.checkCommitted(telling.orderId, telling.state, telling.version);
        return this.checkNotEarlier(telling, Math.max(telling.minVersion, this.seenBy(telling)));
      case 'last_known':
        this.checkCommitted(telling.orderId, telling.state, telling.version);
        return this.checkNotEarlier(telling, telling.minVersion);
      case 'kept':
        return this.checkNotEarlier(telling, telling.minVersion);
      case 'different_body':
        return this.checkDiffers(telling);
      case 'unknown_key':
        return this.checkStranger(telling);
      case 'cart_changed':
      case 'behind':
      case 'kept_unseen':
      case 'key_not_known_yet':
      case 'unreachable':
      case 'not_found':
      case 'not_owner':
      case 'too_busy':
      case 'error':
      case 'lost':
        return;
      default:
        telling satisfies never;
    }
  }

  /** @param seenVersion what they had seen when they asked; of answers to submits, several may be on their way at once. */
  private checkNotEarlier(telling: Extract<Telling, { readonly version: number }>, seenVersion: number): void {
    const { customer, orderId, version } = telling;
    if (version < seenVersion)
      this.report('S9', `${customer} saw version ${seenVersion} of ${orderId} and is shown ${version}`);
    this.see(customer, orderId, version);
  }

  private checkCommitted(orderId: string, state: string, version: number): void {
    const steps = databaseOf(this.witnesses, orderId).transitions.of(orderId);
    if (!steps.some((step) => step.version === version && step.toState === state))
      this.report('S2', `told that ${orderId} is ${state} at version ${version}, which is not committed`);
    if (state !== 'order_confirmed' && state !== 'failed_safely') return;
    const told = this.finals.get(orderId) ?? state;
    if (told !== state) this.report('S2', `told that ${orderId} is ${told}, then ${state}`);
    this.finals.set(orderId, state);
  }

  private checkBody({ sent, orderId, customer }: Telling): void {
    const order = databaseOf(this.witnesses, orderId).orders.get(orderId);
    if (sent === null || order === undefined) return;
    const same =
      sent.cartId === order.cartId &&
      sent.cartVersion === order.cartVersion &&
      sent.email === order.email &&
      sent.paymentMethod === order.paymentMethod;
    if (!same) this.report('S11', `${customer} sent another body for ${orderId} and was answered from the record`);
  }

  private checkDiffers({ sent, orderId, customer }: Telling): void {
    const db = databaseOf(this.witnesses, orderId);
    const kept = Object.values(this.witnesses.databases).flatMap(({ intents }) => intents.get(orderId) ?? []);
    const known = [...kept, db.orders.get(orderId) ?? db.checkouts.get(orderId)].filter((each) => each !== undefined);
    if (sent === null || known.length === 0) return;
    const same = known.every(
      (each) =>
        sent.cartId === each.cartId &&
        sent.cartVersion === each.cartVersion &&
        sent.email === each.email &&
        (!('paymentMethod' in each) || sent.paymentMethod === each.paymentMethod),
    );
    if (same) this.report('S11', `${customer} sent the same body for ${orderId} and was told it differs`);
  }

  /** Also whose checkout is still on its way to its owner is no stranger. */
  private checkStranger({ sent, orderId, customer }: Telling): void {
    const { east, west } = this.witnesses.databases;
    const known = databaseOf(this.witnesses, orderId).checkouts.get(orderId);
    const checkout = known ?? east.checkoutCopies.get(orderId) ?? west.checkoutCopies.get(orderId);
    if (checkout === undefined || sent === null) return;
    if (sent.cartId === checkout.cartId || sent.email === checkout.email)
      this.report('S11', `${customer} knows ${orderId} and was told that there is no such key`);
  }

  private seenBy({ customer, orderId }: Telling): number {
    return this.seen.get(`${customer}|${orderId}`) ?? 0;
  }

  private see(customer: string, orderId: string, version: number): void {
    const key = `${customer}|${orderId}`;
    this.seen.set(key, Math.max(this.seen.get(key) ?? 0, version));
  }

  /** What a customer was told last must still be so: finals are never taken back. */
  toldFinal(orderId: string): string | null {
    const told = this.finals.get(orderId);
    return told !== undefined && isFinal(told as Parameters<typeof isFinal>[0]) ? told : null;
  }
}

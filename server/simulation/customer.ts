/**
 * A customer: fills a cart, opens a checkout, submits (perhaps often, perhaps again, perhaps something else), and looks at the status
 * with the highest version that they have seen. Everything that reaches them is told to the checker.
 */
import type { Region } from '../domain/ids';
import { isFinal, type OrderState } from '../domain/order';
import type { PlaceResult } from '../services/checkout-gateway';
import type { StatusRequest } from '../services/order-status-reader';
import { type ClientRoad, type Reply, request, sleep } from './client';
import type { Habits } from './customer-habits';
import type { SeededStream } from './seeded-stream';
import type { Sometimes } from './sometimes';
import type { SentBody, Telling } from './telling';

export interface CustomerWorld {
  readonly road: ClientRoad;
  readonly luck: SeededStream;
  readonly sometimes: Sometimes;
  readonly told: (telling: Telling) => void;
  readonly statusRequest: (request: StatusRequest) => StatusRequest;
  /** Orders of other customers, for those who try their keys. */
  readonly others: () => readonly string[];
}

interface OpenedCheckout {
  readonly orderId: string;
  readonly statusToken: string;
  readonly body: SentBody;
}

const MOST_TRIES = 6;

export class Customer {
  checkout: OpenedCheckout | null = null;
  private seenVersion = 0;
  private seenState: OrderState | null = null;
  private requests = 0;

  constructor(
    private readonly world: CustomerWorld,
    readonly habits: Habits,
  ) {}

  /** The whole visit; ends when the outcome is known or patience is over. */
  async visit(): Promise<void> {
    const { habits, world } = this;
    await this.pause(habits.arrivesAfterMs);
    this.checkout = await this.open();
    if (this.checkout === null) return;
    if (habits.clicks > 1)
      world.sometimes.saw(habits.clicks >= 100 ? 'a hundred equal submits at once' : 'equal submits at once');
    await Promise.all(
      Array.from({ length: habits.clicks }, (_, n) => this.clickAfter(n === 0 ? 0 : world.luck.between(0, 250))),
    );
    if (habits.sendsOtherBody) await this.submitOther();
    if (habits.triesAnothersKey) await this.tryAnothersKey();
    for (let n = 0; n < habits.polls && !this.knowsTheEnd; n++) {
      await this.pause(world.luck.between(300, 4_000));
      await this.look(world.luck.chance(0.5) ? 2_000 : 0);
    }
    if (habits.retriesAfterSuccess) await this.submit();
  }

  /** One look at the status, as after coming back to the page. */
  async look(waitMs: number): Promise<void> {
    const { checkout, habits, world } = this;
    if (checkout === null) return;
    const minVersion = this.seenVersion;
    const asked = { orderId: checkout.orderId, statusToken: checkout.statusToken, minVersion, waitMs };
    const reply = await request(world.road, habits.region, ({ reader }) => reader.read(world.statusRequest(asked)));
    const base = this.base(checkout.orderId, null);
    if (reply.kind !== 'answered') return world.told({ ...base, kind: reply.kind });
    if (reply.answer.kind !== 'status') {
      if (reply.answer.kind === 'behind') world.sometimes.saw('status never older than seen, though the replica was');
      return world.told({ ...base, kind: reply.answer.kind });
    }
    const { state, version } = reply.answer.status.order;
    world.told({ ...base, kind: 'status', state, version, minVersion });
    this.see(state, version);
  }

  private get knowsTheEnd(): boolean {
    return this.seenState !== null && isFinal(this.seenState);
  }

  private async clickAfter(ms: number): Promise<void> {
    await this.pause(ms);
    await this.submit();
  }

  /** Submits until somebody answers; the same key and body each time. */
  private async submit(): Promise<void> {
    const { checkout, habits } = this;
    if (checkout === null) return;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const reply = await this.send(checkout.orderId, checkout.body);
      if (reply.kind === 'answered' && reply.answer.kind === 'payment_unavailable') {
        if (habits.leavesWhenRefused) return;
        await this.pause(reply.answer.retryAfterSeconds * 1_000);
      } else if (reply.kind === 'answered') return;
      else await this.pause(this.world.luck.between(500, 3_000));
    }
  }

  private async submitOther(): Promise<void> {
    const { checkout, world } = this;
    if (checkout === null) return;
    world.sometimes.saw('same key, other body');
    const other = world.luck.chance(0.5)
      ? { ...checkout.body, paymentMethod: 'pm_card_declined' }
      : { ...checkout.body, email: 'someone.else@example.test' };
    await this.send(checkout.orderId, other);
  }

  private async tryAnothersKey(): Promise<void> {
    const { checkout, world } = this;
    const others = world.others().filter((orderId) => orderId !== checkout?.orderId);
    if (checkout === null || others.length === 0) return;
    world.sometimes.saw("another customer's key");
    await this.send(world.luck.pick(others), checkout.body);
  }

  private async send(orderId: string, body: SentBody): Promise<Reply<PlaceResult>> {
    const { habits, world } = this;
    const { road } = world;
    const requestId = `req_${habits.name}_${++this.requests}`;
    const reply = await request(road, habits.region, ({ gateway, life }) =>
      gateway.place(
        { orderId, ...body },
        { requestId, traceId: requestId, region: habits.region, nowMs: road.scheduler.nowMs + life.process.skewMs },
      ),
    );
    const base = this.base(orderId, body);
    if (reply.kind !== 'answered') world.told({ ...base, kind: reply.kind });
    else this.hear(reply.answer, base);
    return reply;
  }

  private hear(answer: PlaceResult, base: Pick<Telling, 'atMs' | 'customer' | 'orderId' | 'sent'>): void {
    switch (answer.kind) {
      case 'order':
      case 'payment_unavailable': {
        const { state, version } = answer.status.order;
        this.world.told({ ...base, kind: answer.kind, state, version, replayed: answer.replayed });
        if (base.orderId === this.checkout?.orderId) this.see(state, version);
        return;
      }
      case 'different_body':
        return this.world.told({ ...base, kind: 'different_body', fields: answer.fields });
      case 'unknown_key':
      case 'cart_changed':
      case 'not_owner':
      case 'too_busy':
        return this.world.told({ ...base, kind: answer.kind });
      default:
        answer satisfies never;
    }
  }

  private async open(): Promise<OpenedCheckout | null> {
    const { habits, world } = this;
    const { region } = habits;
    const email = `${habits.name}@example.test`;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const reply = await request(world.road, region, ({ carts, gateway }) =>
        fillAndOpen(carts, gateway, habits, email, region),
      );
      if (reply.kind === 'answered') return reply.answer;
      await this.pause(world.luck.between(500, 2_000));
    }
    return null;
  }

  private see(state: OrderState, version: number): void {
    if (version < this.seenVersion) return;
    this.seenVersion = version;
    this.seenState = state;
  }

  private base(orderId: string, sent: SentBody | null) {
    return { atMs: this.world.road.scheduler.nowMs, customer: this.habits.name, orderId, sent };
  }

  private pause(ms: number): Promise<void> {
    return sleep(this.world.road.scheduler, ms);
  }
}

async function fillAndOpen(
  carts: import('./web-process').WebServices['carts'],
  gateway: import('./web-process').WebServices['gateway'],
  habits: Habits,
  email: string,
  region: Region,
): Promise<OpenedCheckout> {
  let cart = await carts.create();
  for (const line of habits.lines) {
    const changed = await carts.setItem(cart.cartId, line, cart.version);
    if (changed.kind !== 'changed') throw new Error(`cart ${changed.kind}`);
    cart = changed.cart;
  }
  const { checkout, statusToken } = gateway.allot(cart, email, region);
  await gateway.open(checkout);
  const { paymentMethod } = habits;
  return {
    orderId: checkout.orderId,
    statusToken,
    body: { cartId: cart.cartId, cartVersion: cart.version, email, paymentMethod },
  };
}

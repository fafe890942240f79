/**
 * A customer: fills a cart, opens a checkout, submits (perhaps often, perhaps again, perhaps something else), and looks at the status
 * with the highest version that they have seen. Everything that reaches them is told to the checker.
 */
import { otherRegion, type Region } from '../domain/ids';
import { isFinal, type OrderState } from '../domain/order';
import type { Forwarded } from '../services/order-forwarder';
import type { StatusRequest } from '../services/order-status-reader';
import { type ClientRoad, type Reply, request, sleep } from './client';
import type { Habits } from './customer-habits';
import { fillAndOpen, type OpenedCheckout } from './open-checkout';
import type { SeededStream } from './seeded-stream';
import type { Sometimes } from './sometimes';
import type { SentBody, Telling } from './telling';
import { placedTelling, statusTelling } from './telling-of';

export interface CustomerWorld {
  readonly road: ClientRoad;
  readonly luck: SeededStream;
  readonly sometimes: Sometimes;
  readonly told: (telling: Telling) => void;
  readonly statusRequest: (request: StatusRequest) => StatusRequest;
  /** A look, a submit, or a checkout came back, or did not. */
  readonly asked: (what: 'status' | 'intent' | 'cart', region: Region, reply: Reply<unknown>['kind']) => void;
  readonly seenAtSubmit: (version: number) => number;
  /** Orders of other customers, for those who try their keys. */
  readonly others: () => readonly string[];
}

const MOST_TRIES = 6;
/** As long as the product waits for the other region: with a submit, and with a look. */
const LINK_PATIENCE_MS = 6_000;
const LOOK_PATIENCE_MS = 5_000;

export class Customer {
  checkout: OpenedCheckout | null = null;
  private seenVersion = 0;
  private seenState: OrderState | null = null;
  private requests = 0;
  /** Where submits are under way. */
  private readonly submitsIn: Region[] = [];

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
    const { checkout, world } = this;
    if (checkout === null) return;
    const minVersion = this.seenVersion;
    const asked = { orderId: checkout.orderId, statusToken: checkout.statusToken, minVersion, waitMs };
    const region = this.regionNow();
    const context = { requestId: this.nextRequestId(), traceparent: '', remainingMs: waitMs + LOOK_PATIENCE_MS };
    const reply = await request(world.road, region, ({ forwarder }) =>
      forwarder.status(world.statusRequest(asked), context),
    );
    const base = this.base(checkout.orderId, null);
    const telling: Telling =
      reply.kind === 'answered' ? statusTelling(base, reply.answer, region, minVersion) : { ...base, kind: reply.kind };
    world.asked('status', region, reply.kind);
    if (telling.kind === 'behind') world.sometimes.saw('status never older than seen, though the replica was');
    this.hear(telling);
  }

  private get knowsTheEnd(): boolean {
    return this.seenState !== null && isFinal(this.seenState);
  }

  private async clickAfter(ms: number): Promise<void> {
    await this.pause(ms);
    await this.submit();
  }

  /** Submits until the owner answers, perhaps in the other region next; the same key and body each time. */
  private async submit(): Promise<void> {
    const { checkout, habits } = this;
    if (checkout === null) return;
    const { luck } = this.world;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const reply = await this.send(checkout.orderId, checkout.body);
      if (reply.kind !== 'answered') await this.pause(luck.between(500, 3_000));
      else if (reply.answer.kind === 'answered') {
        const { answer } = reply.answer;
        if (answer.kind !== 'order' || answer.refusal === null || habits.leavesWhenRefused) return;
        await this.pause(answer.refusal.retryAfterSeconds * 1_000);
      } else if (luck.chance(habits.trustsWhatIsKept)) return;
      else await this.pause(luck.between(500, 4_000));
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

  private async send(orderId: string, body: SentBody): Promise<Reply<Forwarded>> {
    const { habits, world } = this;
    const { road } = world;
    const requestId = this.nextRequestId();
    const region = this.regionNow();
    const isOwn = orderId === this.checkout?.orderId;
    const seenVersion = isOwn ? this.seenVersion : 0;
    this.submitsIn.push(region);
    if (new Set(this.submitsIn).size > 1) world.sometimes.saw('one key in both regions at once');
    const reply = await request(road, region, ({ clock, forwarder }) =>
      forwarder.place(
        { orderId, ...body },
        { requestId, traceId: requestId, region, nowMs: clock.nowMs() },
        { requestId, traceparent: '', remainingMs: LINK_PATIENCE_MS },
        world.seenAtSubmit(seenVersion),
      ),
    );
    this.submitsIn.splice(this.submitsIn.indexOf(region), 1);
    world.asked('intent', region, reply.kind);
    const base = this.base(orderId, body);
    this.hear(
      reply.kind === 'answered'
        ? placedTelling(base, reply.answer, region, seenVersion)
        : { ...base, kind: reply.kind },
    );
    if (seenVersion > 0 && reply.kind === 'answered' && reply.answer.kind === 'unreachable')
      world.sometimes.saw('not told earlier than seen while the owner is not reached');
    if (habits.wanders > 0 && reply.kind === 'answered' && reply.answer.kind === 'kept')
      world.sometimes.saw('customer of a kept intent tries the other region');
    return reply;
  }

  private hear(telling: Telling): void {
    this.world.told(telling);
    if ('version' in telling && telling.orderId === this.checkout?.orderId) this.see(telling.state, telling.version);
  }

  /** Who wanders goes on in either region. */
  private regionNow(): Region {
    const { habits, world } = this;
    return habits.wanders > 0 && world.luck.chance(habits.wanders) ? otherRegion(habits.region) : habits.region;
  }

  private nextRequestId(): string {
    return `req_${this.habits.name}_${++this.requests}`;
  }

  private async open(): Promise<OpenedCheckout | null> {
    const { habits, world } = this;
    const { region } = habits;
    const email = `${habits.name}@example.test`;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const reply = await request(world.road, region, (services) => fillAndOpen(services, habits, email));
      world.asked('cart', region, reply.kind);
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

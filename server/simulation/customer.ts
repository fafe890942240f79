/**
 * A customer: fills a cart, opens a checkout, submits (perhaps often, perhaps again, perhaps something else), and looks at the status
 * with the highest version that they have seen. Everything that reaches them is told to the checker.
 */
import { laterSeen, NOTHING_SEEN, type Seen } from '../domain/freshness';
import { otherRegion, type Region } from '../domain/ids';
import { isFinal, type OrderState } from '../domain/order';
import type { Forwarded } from '../services/order-forwarder';
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
  readonly seenAtLook: (seen: Seen) => Seen;
  /** A look, a submit, or a checkout came back, or did not. */
  readonly asked: (
    what: 'status' | 'intent' | 'cart',
    region: Region,
    reply: Reply<unknown>['kind'],
    wasHealed: boolean,
  ) => void;
  /** Whether nothing strikes any more. */
  readonly isHealed: () => boolean;
  readonly seenAtSubmit: (version: number) => number;
  /** Orders of other customers, for those who try their keys. */
  readonly others: () => readonly string[];
}

const MOST_TRIES = 6;
/** As long as the product waits for the other region with a submit. */
const LINK_PATIENCE_MS = 6_000;

export class Customer {
  checkout: OpenedCheckout | null = null;
  private seen = NOTHING_SEEN;
  private seenState: OrderState | null = null;
  private requests = 0;
  /** The last answer to a submit was that payment is refused for now. */
  private refusedLast = false;
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
    for (let n = 0; n < habits.looksOn; n++) {
      await this.pause(world.luck.between(200, 1_500));
      if (world.luck.chance(0.5)) await this.look(0);
      else await this.lookElsewhere(n);
    }
    if (habits.retriesAfterSuccess) await this.submit();
  }

  /** One look at the status, as after coming back to the page. */
  look(waitMs: number): Promise<void> {
    return this.lookAs(this.habits.name, this.seen, waitMs);
  }

  /** The link of the status, opened in a browser that has not been shown anything yet. */
  private lookElsewhere(browser: number): Promise<void> {
    return this.lookAs(`${this.habits.name}/${browser}`, NOTHING_SEEN, 0);
  }

  private async lookAs(session: string, seen: Seen, waitMs: number): Promise<void> {
    const { checkout, world } = this;
    if (checkout === null) return;
    const { orderId, statusToken } = checkout;
    const minVersion = seen.version;
    const asked = { orderId, statusToken, waitMs, seen: world.seenAtLook(seen), fromOwner: false };
    const region = this.regionNow();
    const context = { requestId: this.nextRequestId(), traceparent: '' };
    const wasHealed = world.isHealed();
    const reply = await request(world.road, region, ({ nearestStatus }) => nearestStatus.read(asked, context));
    const base = { ...this.base(orderId, null), customer: session };
    const telling: Telling =
      reply.kind === 'answered' ? statusTelling(base, reply.answer, region, minVersion) : { ...base, kind: reply.kind };
    world.asked('status', region, reply.kind, wasHealed);
    if (telling.kind === 'behind') world.sometimes.saw('status never older than seen, though the replica was');
    if (session === this.habits.name) this.hear(telling);
    else world.told(telling);
  }

  /** When nobody is refused any more: whoever was, and did not give up, sends the same order again. */
  async comeBack(): Promise<void> {
    if (!this.refusedLast || this.knowsTheEnd || this.habits.leavesWhenRefused) return;
    await this.submit();
    await this.look(0);
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
        this.refusedLast = answer.kind === 'order' && answer.refusal !== null;
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
    const seenVersion = isOwn ? this.seen.version : 0;
    this.submitsIn.push(region);
    const wasHealed = world.isHealed();
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
    world.asked('intent', region, reply.kind, wasHealed);
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
    if ('version' in telling && telling.orderId === this.checkout?.orderId) this.see(telling.state, telling);
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
      const wasHealed = world.isHealed();
      const reply = await request(world.road, region, (services) => fillAndOpen(services, habits, email));
      world.asked('cart', region, reply.kind, wasHealed);
      if (reply.kind === 'answered') return reply.answer;
      await this.pause(world.luck.between(500, 2_000));
    }
    return null;
  }

  private see(state: OrderState, shown: Seen): void {
    if (shown.version >= this.seen.version) this.seenState = state;
    this.seen = laterSeen(this.seen, { version: shown.version, asOfMs: shown.asOfMs });
  }

  private base(orderId: string, sent: SentBody | null) {
    return { atMs: this.world.road.scheduler.nowMs, customer: this.habits.name, orderId, sent };
  }

  private pause(ms: number): Promise<void> {
    return sleep(this.world.road.scheduler, ms);
  }
}

/**
 * How a past order went. Each story ends in a state in which the product leaves orders, or at a point from which the running store
 * carries it on by itself.
 */
import { placeOrder } from '../../server/domain/placement';
import type { Storyteller } from './storyteller';

export type Story = (teller: Storyteller) => Promise<void>;

const HOUR_MS = 3_600_000;
const RECENT_MS = 24 * HOUR_MS;

/** Answered within the gateway's patience. */
export const confirmed: Story = async (teller) => {
  teller.world.provider.begin({ latencyMs: teller.world.random.between(90, 900) });
  await teller.place('pay');
  await teller.call();
  await teller.decide();
  await teller.tell(201);
  await settle(teller);
};

/** One error of the provider, then an answer under the same operation. */
export const confirmedAtSecondTry: Story = async (teller) => {
  teller.world.provider.begin({ authorize: 'stumbles', latencyMs: 210 });
  await teller.place('pay');
  await teller.call();
  await teller.decide();
  await teller.tell(201);
  await settle(teller);
};

/** The gateway stopped waiting; the provider's webhook came later. */
export const confirmedByWebhook: Story = async (teller) => {
  await unheard(teller, {});
  teller.world.clock.forward(teller.world.random.between(4_000, 40_000));
  await teller.webhook();
  await teller.decide();
  await teller.tell(200);
  await settle(teller);
};

/** The webhook never came; a look-up found the charge. */
export const confirmedByLookUp: Story = async (teller) => {
  await unheard(teller, { lookUp: 'unanswered' });
  await teller.lookUp();
  teller.world.provider.mood = { ...teller.world.provider.mood, lookUp: 'answers' };
  await teller.lookUp();
  await teller.decide();
  await teller.tell(200);
  await settle(teller);
};

/** The customer pressed twice; the second press was answered from the record. */
export const confirmedTwiceSubmitted: Story = async (teller) => {
  teller.world.provider.begin({ latencyMs: 640 });
  await teller.place('pay');
  await teller.call();
  await teller.decide();
  await teller.tell(201);
  teller.world.clock.forward(1_800);
  await teller.submitAgain();
  await settle(teller);
};

/** Confirmed, and the mail could not be sent: its own item, which a person can repair. */
export const confirmedMailFailed: Story = async (teller) => {
  teller.world.provider.begin({});
  await teller.place('pay');
  await teller.call();
  await teller.decide();
  await teller.tell(201);
  await settle(teller, '451 4.7.1 the mail server is not taking messages now');
};

export const declined: Story = async (teller) => {
  teller.world.provider.begin({ latencyMs: 420 });
  await teller.place('pay');
  await teller.call();
  await teller.decide();
  await teller.tell(402);
};

export const outOfStock: Story = async (teller) => {
  await teller.place('out_of_stock');
  await teller.tell(409);
};

/** Nothing ever reached the provider; "not found" became proof after the settle time. */
export const neverAccepted: Story = async (teller) => {
  await unheard(teller, NOTHING_ARRIVED);
  while (!(await teller.isFinal()) && (await teller.lookUp())) await teller.decide();
  await teller.tell(200);
};

/** The provider authorized another amount: never confirmed; voided, and the void acknowledged. */
export const compensated: Story = async (teller) => {
  await wrongAmount(teller);
  await teller.followUp();
  await teller.decide();
  await teller.tell(200);
};

/** Every look-up went unanswered; the webhook came after the hold had ended, and the money was sent back. */
export const compensatedLate: Story = async (teller) => {
  await checksRanOut(teller);
  teller.at(5.4 * HOUR_MS);
  await teller.webhook();
  await teller.decide();
  await teller.followUp();
  await teller.decide();
  await teller.tell(200);
};

/** Payments were paused; the intent was kept for its half hour and nobody was charged. */
export const intentExpired: Story = async (teller) => {
  await teller.place('hold_only');
  await teller.tell(503);
  teller.at(30 * 60_000 + 400);
  await teller.decideOverdue();
};

// ------------------------------------------------------------------------------------------ still open today

/** Eight look-ups without an answer: a person must look. The money is at the provider. */
export const checksRanOut: Story = async (teller) => {
  await unheard(teller, { lookUp: 'unanswered' });
  while (await teller.lookUp());
  teller.world.clock.forward(500);
  await teller.decideOverdue();
  await teller.tell(200);
};

/** The same, and the provider has nothing; only a look-up that works again can prove it. */
export const checksRanOutUncharged: Story = async (teller) => {
  await unheard(teller, { ...NOTHING_ARRIVED, lookUp: 'unanswered' });
  while (await teller.lookUp());
  teller.world.clock.forward(500);
  await teller.decideOverdue();
};

/** Another amount, and the void was not acknowledged yet: sent again by itself. */
export const voidUnacknowledged: Story = async (teller) => {
  await wrongAmount(teller);
  teller.world.provider.mood = { ...teller.world.provider.mood, followUp: 'unanswered' };
  await teller.followUp();
};

/** A look-up that is not answered takes so long at most; one that began later would end in the future. */
const LONGEST_LOOK_UP_MS = 8_000;

/** The provider accepted and nobody heard; confirmed by itself at the next look-up. */
export const pending: Story = async (teller) => {
  await unheard(teller, { lookUp: 'unanswered' });
  while (await teller.lookUp(Date.now() - LONGEST_LOOK_UP_MS));
};

/** The provider never got it; failed safely by itself once "not found" is proof. */
export const pendingUncharged: Story = async (teller) => {
  await unheard(teller, { ...NOTHING_ARRIVED, lookUp: 'unanswered' });
  while (await teller.lookUp(Date.now() - LONGEST_LOOK_UP_MS));
};

/** The gateway died in the middle of the call: charged, and nobody wrote it down. */
export const authorizing: Story = async (teller) => {
  teller.world.provider.begin({});
  await teller.place('pay');
  await teller.callUnheard(true);
};

/** Payments are paused: kept with its hold, the customer may go on. */
export const reserved: Story = async (teller) => {
  await teller.place('hold_only');
  await teller.tell(503);
};

/** Only the intent is known: kept, nothing held, nothing charged. */
export const saved: Story = async (teller) => {
  const held = placeOrder(teller.order.intent, teller.scope('hold_only'), teller.asked);
  await teller.placeAs({
    ...held,
    transitions: held.transitions.slice(0, 1),
    state: 'order_intent_saved',
    version: 1,
    hold: false,
    heldUntilMs: null,
    evidence: held.evidence.filter((row) => row.kind !== 'inventory_reserved'),
  });
  await teller.tell(503);
};

interface Unheard {
  readonly accepted?: boolean;
  readonly lookUp?: 'answers' | 'unanswered' | 'finds_nothing';
}

const NOTHING_ARRIVED: Unheard = { accepted: false };

/** Charged or not, the gateway heard nothing in time. */
export async function unheard(teller: Storyteller, { accepted = true, lookUp = 'answers' }: Unheard): Promise<void> {
  teller.world.provider.begin({ lookUp });
  await teller.place('pay');
  await teller.callUnheard(accepted);
  await teller.stopWaiting();
  await teller.tell(202);
}

async function wrongAmount(teller: Storyteller): Promise<void> {
  teller.world.provider.begin({ latencyMs: 380 });
  await teller.place('pay');
  await teller.call();
  await teller.decide();
  await teller.tell(202);
}

/** After the confirmation: the webhook of the authorization, the capture with its own, the subscribers. */
async function settle(teller: Storyteller, mailError: string | null = null): Promise<void> {
  const { provider } = teller.world;
  const seen = provider.event;
  if (seen !== null && teller.world.clock.nowMs() - seen.atMs < 2_500) await teller.webhook();
  await teller.followUp();
  // older ones were lost, as some are: the capture is known from its answer
  if (provider.event !== seen && Date.now() - teller.order.atMs < RECENT_MS) await teller.webhook();
  await teller.endCallBefore(provider.event?.atMs ?? 0);
  await teller.notify(mailError);
}

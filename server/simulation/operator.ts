/**
 * A member of the staff at the desk: takes a case or a customer's order up, asks the provider, reads both sides, and decides; perhaps on
 * a form that has grown old, perhaps against a colleague, perhaps for what the desk does not offer.
 */
import type { Region } from '../domain/ids';
import type { RepairKind } from '../domain/repair/repair';
import type { RepairOffer } from '../domain/repair/offer';
import type { RepairProposal } from '../domain/repair/ask';
import type { RepairView } from '../services/repair-desk';
import type { RepairRecord } from '../stores/repairs';
import type { OperatorHabits } from './operator-habits';
import { StaffBrowser, type StaffRoad } from './staff-browser';

export interface OperatorWorld extends StaffRoad {
  /** Orders that customers name when they call. */
  readonly named: () => readonly string[];
  /** What waits for a second person. */
  readonly proposed: () => readonly Pick<RepairRecord, 'orderId' | 'repairId'>[];
  /** What the staff are at, shared by all of them. */
  readonly takenUp: TakenUp[];
}

interface TakenUp {
  readonly by: string;
  readonly orderId: string;
  readonly caseId: string | null;
}

const REASON = 'The customer called, and both sides were looked at.';
/** What is seldom permitted is taken when it is. */
const EAGERNESS: Readonly<Record<RepairKind, number>> = {
  confirm: 4,
  fail_safely: 6,
  void: 4,
  refund: 2,
  release: 1,
  accept_difference: 3,
};
/** A moment too long, a coffee, a lunch. */
const DAWDLES_MS = [
  [3, { least: 3_000, most: 9_000 }],
  [3, { least: 10_000, most: 40_000 }],
  [2, { least: 6 * 60_000, most: 50 * 60_000 }],
] as const;
const REGIONS: readonly Region[] = ['east', 'west'];

export class Operator {
  private readonly browser: StaffBrowser;

  constructor(
    private readonly world: OperatorWorld,
    readonly habits: OperatorHabits,
  ) {
    this.browser = new StaffBrowser(world, habits);
  }

  async shift(): Promise<void> {
    const { browser, habits, world } = this;
    browser.isClosed = false;
    await browser.pause(habits.beginsAfterMs);
    for (let n = 0; n < habits.tasks && !browser.isClosed; n++) {
      if (habits.role === 'approver') await this.decideProposal();
      else await this.workOne();
      await browser.pause(world.luck.between(100, 2_500));
    }
  }

  private async workOne(): Promise<void> {
    const { browser, world } = this;
    const task = await this.takeUp();
    if (task === null) return;
    const { caseId, orderId } = task;
    if (caseId !== null && world.luck.chance(0.6) && !(await this.claimed(orderId, caseId))) return;
    await browser.click('look_up', orderId, null, (desk, by) => desk.repairs.lookUp({ orderId, caseId }, by));
    const view = await browser.view(orderId, caseId);
    if (view === null || browser.isClosed) return;
    await this.think();
    const [waiting] = view.repairs;
    if (waiting?.state === 'proposed' && !this.likes('insists')) return this.meetProposal(waiting);
    const offer = this.choose(view.offers);
    if (offer !== null) await this.propose(view, offer, caseId);
  }

  /** A case of the queue, an order that a customer names, or what a colleague is at. */
  private async takeUp(): Promise<TakenUp | null> {
    const { luck, takenUp } = this.world;
    const others = takenUp.filter(({ by }) => by !== this.habits.email).slice(-3);
    const task =
      others.length > 0 && this.likes('contradicts')
        ? luck.pick(others)
        : ((luck.chance(0.65) ? await this.fromQueue() : null) ?? this.fromCustomer());
    if (task !== null) takenUp.push({ ...task, by: this.habits.email });
    return task;
  }

  private async fromQueue(): Promise<TakenUp | null> {
    const { luck } = this.world;
    const preset = luck.chance(0.7) ? 'all_due_first' : 'unclaimed_oldest';
    const page = await this.browser.queue(luck.pick(REGIONS), preset);
    return page.length === 0 ? null : { ...luck.pick(page), by: this.habits.email };
  }

  private fromCustomer(): TakenUp | null {
    const named = this.world.named();
    return named.length === 0 ? null : { by: this.habits.email, orderId: this.world.luck.pick(named), caseId: null };
  }

  /** Whether they go on with it: it is theirs, or they do not mind whose it is. */
  private async claimed(orderId: string, caseId: string): Promise<boolean> {
    const said = await this.browser.click('claim', orderId, null, (desk, by) =>
      desk.cases.claim({ orderId, caseId }, by),
    );
    const isHeld = said?.kind === 'not_done' && said.code === 'held_by_other';
    return !isHeld || this.likes('contradicts');
  }

  /** What the evidence permits; now and then what it does not. */
  private choose(offers: readonly RepairOffer[]): RepairOffer | null {
    if (this.likes('insists')) return this.world.luck.pick(offers);
    const permitted = offers.filter(({ judgement }) => judgement.permitted);
    return permitted.length === 0
      ? null
      : this.world.luck.weighted(permitted.map((offer) => [EAGERNESS[offer.kind], offer] as const));
  }

  private async propose(view: RepairView, offer: RepairOffer, caseId: string | null): Promise<void> {
    const { browser, world } = this;
    const { order, provider } = view;
    const { orderId } = order;
    const most = offer.amount?.amountMinor ?? 0;
    const isPart = offer.kind === 'refund' && most > 1 && world.luck.chance(0.6);
    const proposal: RepairProposal = {
      orderId,
      kind: offer.kind,
      caseId: view.openCase === null ? null : caseId,
      amountMinor: isPart ? world.luck.between(1, most - 1) : null,
      reason: REASON,
      expectedVersion: order.version,
      restsOnSeq: provider?.seq ?? null,
    };
    const said = await browser.click('propose', orderId, null, (desk, by) => desk.repairs.propose(proposal, by));
    if (said?.kind !== 'done' || browser.isClosed || !world.luck.chance(0.3)) return;
    const now = await browser.view(orderId, caseId);
    const own = now?.repairs.find(({ proposedBy, state }) => state === 'proposed' && proposedBy === browser.actor);
    if (own !== undefined) await this.meetProposal(own);
  }

  /** One's own is taken back, or tried to be approved; a colleague's is left alone, or declined. */
  private async meetProposal(repair: RepairRecord): Promise<void> {
    const isOwn = repair.proposedBy === this.browser.actor;
    const { luck } = this.world;
    if (luck.chance(0.4)) return;
    if (isOwn && luck.chance(0.7)) await this.end('withdraw', repair);
    else if (isOwn) await this.approve(repair);
    else await this.end('decline', repair);
  }

  private async decideProposal(): Promise<void> {
    const { browser, world } = this;
    for (let n = 0; n < 6 && world.proposed().length === 0; n++) await browser.pause(world.luck.between(400, 1_500));
    const proposed = world.proposed();
    if (proposed.length === 0) return;
    const { orderId, repairId } = world.luck.pick(proposed);
    const view = await browser.view(orderId, null);
    const repair = view?.repairs.find((each) => each.repairId === repairId);
    if (repair === undefined) return;
    await this.think();
    if (world.luck.chance(0.15)) await this.end('decline', repair);
    else await this.approve(world.luck.chance(0.12) ? { ...repair, basisHash: 'a'.repeat(64) } : repair);
  }

  private async end(how: 'decline' | 'withdraw', { orderId, repairId }: RepairRecord): Promise<void> {
    const ending = { orderId, repairId, reason: 'Not so: the other side says something else.' };
    await this.browser.click(how, orderId, repairId, (desk, by) => desk.repairs[how](ending, by));
  }

  private async approve({ basisHash, orderId, repairId }: RepairRecord): Promise<void> {
    const approval = { orderId, repairId, basisHash };
    await this.browser.click('approve', orderId, repairId, (desk, by) => desk.repairs.approve(approval, by));
  }

  private think(): Promise<void> {
    const { luck } = this.world;
    if (this.likes('dawdles')) {
      const { least, most } = luck.weighted(DAWDLES_MS);
      return this.browser.pause(luck.between(least, most));
    }
    return this.browser.pause(luck.chance(0.5) ? luck.between(10, 120) : luck.between(120, 900));
  }

  private likes(what: 'dawdles' | 'contradicts' | 'insists'): boolean {
    return this.world.luck.chance(this.habits[what]);
  }
}

/**
 * The repair desk: a person decides about one order, on what the provider itself said a moment ago. It offers only what the evidence
 * permits, asks a second person where much money moves, and hands the decision to the order's owner, who alone moves the order. A
 * click has one effect; whoever comes second sees what the first one did.
 */
import type { ActionResult } from '../domain/action-result';
import { type Freshness, freshAtOwner } from '../domain/freshness';
import { paymentOperation, type Region } from '../domain/ids';
import { orderHref } from '../domain/order-href';
import type { OrderRecord } from '../domain/order-record';
import { EVIDENCE_FRESH_MS, type ProviderSaid } from '../domain/repair/repair';
import type { RepairApproval, RepairEnding, RepairProposal, RepairQuestion } from '../domain/repair/ask';
import { type RepairOffer, repairOffers } from '../domain/repair/offer';
import { repairSides, type Side } from '../domain/repair/sides';
import type { StaffAsked } from '../domain/staff';
import type { CaseRecord } from '../stores/cases';
import type { RepairRecord } from '../stores/repairs';
import { RepairApprover, type RepairApproverParts } from './repair-approver';
import { RepairBasisReader, type RepairBasisReaderParts, type RepairStanding } from './repair-basis-reader';
import { staffEntry } from './staff-entry';
import { NO_ORDER, notDone, OTHER_CLICK, RepairFollower, type RepairFollowerParts } from './repair-follower';
import { RepairProposer, type RepairProposerParts } from './repair-proposer';

export type RepairDeskParts = RepairBasisReaderParts & RepairFollowerParts & RepairApproverParts & RepairProposerParts;

export interface RepairView {
  readonly order: Pick<
    OrderRecord,
    'orderId' | 'reference' | 'state' | 'reason' | 'version' | 'total' | 'region' | 'ownerEpoch' | 'heldUntilMs'
  >;
  readonly openCase: CaseRecord | null;
  readonly provider: ProviderSaid | null;
  /** Until when a repair may rest on what the provider said; null when it said nothing, or something else since. */
  readonly evidenceGoodUntilMs: number | null;
  readonly sides: readonly Side[];
  readonly offers: readonly RepairOffer[];
  /** Newest first; the first one may be open. */
  readonly repairs: readonly RepairRecord[];
  readonly secondPersonOverMinor: number;
  readonly nowMs: number;
  readonly freshness: Freshness;
}

export type RepairViewResult =
  | { readonly kind: 'view'; readonly view: RepairView }
  | { readonly kind: 'not_found'; readonly ownerRegion: Region }
  /** Only said by the other region: the owner did not answer. */
  | { readonly kind: 'not_reached'; readonly ownerRegion: Region };

const LOOK_UP = 'orders:look_up';

export class RepairDesk {
  private readonly reader: RepairBasisReader;
  private readonly approver: RepairApprover;
  private readonly proposer: RepairProposer;

  constructor(private readonly parts: RepairDeskParts) {
    const follower = new RepairFollower(parts);
    this.reader = new RepairBasisReader(parts);
    this.approver = new RepairApprover(parts, this.reader, follower);
    this.proposer = new RepairProposer(parts, this.reader, follower, this.approver);
  }

  async view(question: RepairQuestion, timeZone: string): Promise<RepairViewResult> {
    const { clock, region, repairs, secondPersonOverMinor } = this.parts;
    const standing = await this.reader.read(question);
    if (standing === null) return { kind: 'not_found', ownerRegion: region };
    const nowMs = clock.nowMs();
    const { atRisk, basis, openCase, order } = standing;
    const { orderId, ownerEpoch, reason, reference, state, total, version, heldUntilMs } = order;
    return {
      kind: 'view',
      view: {
        order: { orderId, reference, state, reason, version, total, region: order.region, ownerEpoch, heldUntilMs },
        openCase,
        provider: basis.provider,
        evidenceGoodUntilMs: goodUntilMs(standing),
        sides: repairSides(basis, nowMs, timeZone),
        offers: repairOffers(basis, atRisk, secondPersonOverMinor, nowMs),
        repairs: await repairs.ofOrder(orderId),
        secondPersonOverMinor,
        nowMs,
        freshness: freshAtOwner(region, nowMs),
      },
    };
  }

  /** Asks the provider now; its answer is a row of evidence that a repair may rest on for some minutes. It cannot charge. */
  async lookUp(question: RepairQuestion, asked: StaffAsked): Promise<ActionResult> {
    const { audit, clock } = this.parts;
    const { orderId } = question;
    const standing = await this.reader.read(question);
    if (standing === null) return NO_ORDER;
    if (!standing.basis.operations.some(({ kind }) => kind === 'authorize'))
      return notDone('no_payment_operation', 'No payment was ever sent for this order: there is nothing to look up.');
    const operation = standing.otherCharge ?? paymentOperation(orderId);
    const isFirst = await audit.append(staffEntry(LOOK_UP, orderId, asked, null, { operation }));
    if (!isFirst) {
      const click = await audit.ofOperation(asked.operationId);
      if (click?.action !== LOOK_UP || click.object !== orderId) return OTHER_CLICK;
      // whoever died before the answer came asks again: that cannot charge
      if ((goodUntilMs(standing) ?? 0) > clock.nowMs()) return saidResult(orderId, standing.basis.provider);
    }
    return saidResult(orderId, await this.reader.askProvider(standing, asked));
  }

  propose(proposal: RepairProposal, asked: StaffAsked): Promise<ActionResult> {
    return this.proposer.propose(proposal, asked);
  }

  approve(approval: RepairApproval, asked: StaffAsked): Promise<ActionResult> {
    return this.approver.approve(approval, asked);
  }

  decline(ending: RepairEnding, asked: StaffAsked): Promise<ActionResult> {
    return this.approver.decline(ending, asked);
  }

  withdraw(ending: RepairEnding, asked: StaffAsked): Promise<ActionResult> {
    return this.approver.withdraw(ending, asked);
  }
}

function goodUntilMs({ basis }: RepairStanding): number | null {
  return basis.provider === null || basis.newerWord ? null : basis.provider.observedAtMs + EVIDENCE_FRESH_MS;
}

function saidResult(orderId: string, said: ProviderSaid | null): ActionResult {
  if (said === null || said.answer === 'unanswered')
    return {
      kind: 'not_known_yet',
      text: 'The provider did not answer this look-up. Try again in a moment.',
      watch: orderHref(orderId),
    };
  return {
    kind: 'done',
    text:
      said.answer === 'found'
        ? 'The provider answered; both sides are up to date.'
        : 'The provider finds no such payment.',
  };
}

/**
 * The verdict desk: a person closes the case of money that no order of ours claims, on what the provider itself said of the charge a moment
 * ago. It moves no money and no order. A click has one effect; more than the limit waits for a second person.
 */
import type { ActionResult } from '../domain/action-result';
import { canonicalJson } from '../domain/canonical-json';
import {
  judgeVerdict,
  type VerdictBasis,
  verdictNeedsSecondPerson,
  type VerdictOffer,
  verdictOffers,
  verdictText,
} from '../domain/case-verdict';
import { countdown } from '../domain/instant-words';
import { claimantOf } from '../domain/reconciliation-case';
import { EVIDENCE_FRESH_MS, type ProviderSaid } from '../domain/repair/repair';
import { type Side, unclaimedSides } from '../domain/repair/sides';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { VerdictApproval, VerdictEnding, VerdictProposal } from '../domain/verdict-ask';
import type { CaseKey } from '../stores/case-claims';
import type { NewVerdict, VerdictGround, VerdictRecord } from '../stores/case-verdicts';
import { notDone, OTHER_CLICK } from './repair-follower';
import { sha256 } from './sha256';
import { staffEntry } from './staff-entry';
import { VerdictApprover } from './verdict-approver';
import { NO_SUCH_CASE, OVERTAKEN, verdictEntry, VerdictReader, type VerdictReaderParts } from './verdict-reader';

export interface VerdictDeskParts extends VerdictReaderParts {
  /** More than this takes two, minor units. */
  readonly secondPersonOverMinor: number;
}

export interface VerdictView {
  readonly providerReference: string | null;
  readonly provider: ProviderSaid | null;
  readonly sides: readonly Side[];
  /** Until when a verdict may rest on what the provider said; null when it said nothing, or something else since. */
  readonly evidenceGoodUntilMs: number | null;
  readonly offers: readonly VerdictOffer[];
  /** Newest first; the first one may wait for a second person. */
  readonly verdicts: readonly VerdictRecord[];
  readonly secondPersonOverMinor: number;
  readonly nowMs: number;
}

const LOOK_UP = 'orders:look_up';
const PROPOSE = 'repairs:propose';

export class VerdictDesk {
  private readonly reader: VerdictReader;
  private readonly approver: VerdictApprover;

  constructor(private readonly parts: VerdictDeskParts) {
    this.reader = new VerdictReader(parts);
    this.approver = new VerdictApprover(parts, this.reader);
  }

  /** Null: no such case, or an order of ours claims its money. */
  async view(key: CaseKey): Promise<VerdictView | null> {
    const { clock, secondPersonOverMinor } = this.parts;
    const standing = await this.reader.read(key);
    if (standing === null) return null;
    const nowMs = clock.nowMs();
    const { basis, ground } = standing;
    const { newerWord, provider, providerReference } = basis;
    return {
      providerReference,
      provider,
      sides: unclaimedSides(providerReference, provider, basis.atRisk),
      evidenceGoodUntilMs: provider === null || newerWord ? null : provider.observedAtMs + EVIDENCE_FRESH_MS,
      offers: verdictOffers(basis, secondPersonOverMinor, nowMs),
      verdicts: ground.verdicts,
      secondPersonOverMinor,
      nowMs,
    };
  }

  async lookUp(key: CaseKey, asked: StaffAsked): Promise<ActionResult> {
    const { audit } = this.parts;
    const standing = await this.reader.read(key);
    if (standing === null) return NO_SUCH_CASE;
    const reference = standing.basis.providerReference;
    if (reference === null)
      return notDone('no_charge_named', 'Nothing names a charge of it: nothing can be looked up.');
    const detail = { order_id: key.orderId, provider_reference: reference };
    const isFirst = await audit.append(staffEntry(LOOK_UP, key.caseId, asked, null, detail));
    if (!isFirst && (await this.reader.known(key, LOOK_UP, asked)) !== 'same') return OTHER_CLICK;
    const said = await this.reader.ask(key, reference, asked);
    if (said === null || said.answer === 'unanswered')
      return {
        kind: 'not_known_yet',
        text: 'The provider did not answer this look-up. Try again in a moment.',
        watch: '/console/reconciliation',
      };
    return {
      kind: 'done',
      text: said.answer === 'found' ? 'The provider answered.' : 'The provider finds no such charge.',
    };
  }

  async propose(proposal: VerdictProposal, asked: StaffAsked): Promise<ActionResult> {
    const before = await this.repeated(proposal, asked);
    if (before !== null) return before;
    const said = await this.proposeFirst(proposal, asked);
    // sent twice at once, the other one may have done it in between: what it changed itself refuses this one
    return said.kind === 'not_done' ? ((await this.repeated(proposal, asked)) ?? said) : said;
  }

  private async proposeFirst(proposal: VerdictProposal, asked: StaffAsked): Promise<ActionResult> {
    const { clock, secondPersonOverMinor, verdicts } = this.parts;
    const standing = await this.reader.read(proposal);
    if (standing === null) return NO_SUCH_CASE;
    const { basis, ground } = standing;
    const nowMs = clock.nowMs();
    const refused = refusedCase(ground, asked, nowMs) ?? movedSince(basis, proposal.restsOnSeq);
    if (refused !== null) return refused;
    const judged = judgeVerdict(proposal.kind, basis, nowMs);
    if (!judged.permitted) return notDone(judged.code, judged.text);
    const verdict = newVerdict(proposal, standing, secondPersonOverMinor, asked);
    const change = {
      entry: verdictEntry(PROPOSE, verdict, asked, verdict.reason),
      evidence: this.reader.closing(verdict, basis, null, asked, nowMs),
      verdict: verdictText(verdict.kind, verdict.reason),
      nowMs,
    };
    const answer = await verdicts.propose(verdict, change, asked.staff.email);
    return (answer === 'done' ? await this.repeated(proposal, asked) : null) ?? OVERTAKEN;
  }

  approve(approval: VerdictApproval, asked: StaffAsked): Promise<ActionResult> {
    return this.approver.approve(approval, asked);
  }

  decline(ending: VerdictEnding, asked: StaffAsked): Promise<ActionResult> {
    return this.approver.decline(ending, asked);
  }

  withdraw(ending: VerdictEnding, asked: StaffAsked): Promise<ActionResult> {
    return this.approver.withdraw(ending, asked);
  }

  /** What came of this click; null when it did nothing yet. */
  private async repeated(key: CaseKey, asked: StaffAsked): Promise<ActionResult | null> {
    const known = await this.reader.known(key, PROPOSE, asked);
    if (known === null) return null;
    const verdicts = known === 'same' ? ((await this.reader.read(key))?.ground.verdicts ?? []) : [];
    const own = verdicts.find(({ operationId }) => operationId === asked.operationId);
    return own === undefined ? OTHER_CLICK : saidOf(own);
  }
}

function saidOf({ refusedBecause, state }: VerdictRecord): ActionResult {
  switch (state) {
    case 'proposed':
      return { kind: 'done', text: 'Proposed. A second person must approve it before the case is closed.' };
    case 'applied':
      return { kind: 'done', text: 'The case is closed with this verdict.' };
    case 'refused':
      return notDone('verdict_refused', refusedBecause ?? 'It was refused.');
    case 'withdrawn':
      return notDone('verdict_settled', 'It was taken back; the case stayed open.');
    default:
      return state satisfies never;
  }
}

/** Closed, waiting for a second person already, or held by somebody else. */
function refusedCase({ found, verdicts }: VerdictGround, { staff }: StaffAsked, nowMs: number): ActionResult | null {
  if (found.state === 'closed')
    return notDone('case_closed', `The case is closed: ${found.verdict ?? 'its verdict was not recorded'}.`);
  if (verdicts[0]?.state === 'proposed')
    return notDone('verdict_open', 'Another verdict waits for a second person. Look at it first.');
  const claimant = claimantOf(found, nowMs);
  if (claimant === null || claimant === staff.email) return null;
  const left = countdown((found.ownerUntilMs ?? nowMs) - nowMs);
  return notDone('case_taken', `${claimant} holds the case for ${left}. Unless they keep it, anyone may take it then.`);
}

function movedSince({ provider }: VerdictBasis, restsOnSeq: number | null): ActionResult | null {
  return (provider?.seq ?? null) === restsOnSeq
    ? null
    : notDone('evidence_moved', 'Newer evidence came since the form was opened. Nothing was done; look again.');
}

function newVerdict(
  { caseId, kind, orderId, reason }: VerdictProposal,
  { basis, ground }: { readonly basis: VerdictBasis; readonly ground: VerdictGround },
  secondPersonOverMinor: number,
  asked: StaffAsked,
): NewVerdict {
  const basisJson = canonicalJson({ kind, ...basis });
  return {
    orderId,
    caseId,
    number: 1 + (ground.verdicts[0]?.number ?? 0),
    kind,
    needsSecondPerson: verdictNeedsSecondPerson(kind, basis.atRisk, secondPersonOverMinor),
    operationId: asked.operationId,
    reason,
    basisJson,
    basisHash: sha256(basisJson),
    proposedBy: staffActor(asked.staff.email),
  };
}

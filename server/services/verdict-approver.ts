/**
 * The second person for a verdict: approves the very snapshot that was proposed, or refuses it; whoever proposed may take it back. The
 * provider is asked once more, and what it says otherwise by then voids the approval.
 */
import type { ActionResult } from '../domain/action-result';
import { canonicalJson } from '../domain/canonical-json';
import { judgeVerdict, type VerdictBasis, verdictText } from '../domain/case-verdict';
import type { ProviderSaid } from '../domain/repair/repair';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { VerdictApproval, VerdictEnding } from '../domain/verdict-ask';
import type { Clock } from '../ports/clock';
import type { CaseVerdictStore, VerdictRecord } from '../stores/case-verdicts';
import type { RepairEnd } from '../stores/repairs';
import { notDone, OTHER_CLICK } from './repair-follower';
import { NO_SUCH_CASE, OVERTAKEN, verdictEntry, type VerdictReader } from './verdict-reader';

const ACTION = 'repairs:approve';
const NO_VERDICT = notDone('verdict_not_found', 'There is no such verdict.');
const CLOSED = 'Approved; the case is closed.';

export class VerdictApprover {
  constructor(
    private readonly parts: { readonly clock: Clock; readonly verdicts: CaseVerdictStore },
    private readonly reader: VerdictReader,
  ) {}

  async approve(approval: VerdictApproval, asked: StaffAsked): Promise<ActionResult> {
    const known = await this.reader.known(approval, ACTION, asked);
    if (known !== null) return known === 'same' ? { kind: 'done', text: CLOSED } : OTHER_CLICK;
    const said = await this.approveFirst(approval, asked);
    // sent twice at once, the other one may have done it in between: what it changed itself refuses this one
    const isDone = said.kind === 'not_done' && (await this.reader.known(approval, ACTION, asked)) === 'same';
    return isDone ? { kind: 'done', text: CLOSED } : said;
  }

  private async approveFirst(approval: VerdictApproval, asked: StaffAsked): Promise<ActionResult> {
    const before = await this.reader.read(approval);
    if (before === null) return NO_SUCH_CASE;
    const verdict = before.ground.verdicts.find(({ number }) => number === approval.number);
    if (verdict === undefined) return NO_VERDICT;
    const refused = refusedApproval(verdict, approval, asked);
    if (refused !== null) return refused;
    const { providerReference } = before.basis;
    if (providerReference !== null) {
      const said = await this.reader.ask(approval, providerReference, asked);
      if (said === null || said.answer === 'unanswered')
        return {
          kind: 'not_known_yet',
          text: 'The provider did not answer; nothing was approved. Try again in a moment.',
          watch: '/console/reconciliation',
        };
    }
    const { basis } = (await this.reader.read(approval)) ?? before;
    const judged = judgeVerdict(verdict.kind, basis, this.parts.clock.nowMs());
    const moved = judged.permitted ? changedWord(verdict, basis) : judged.text;
    return moved === null ? this.write(verdict, basis, asked) : this.endVoid(verdict, moved, asked);
  }

  decline(ending: VerdictEnding, asked: StaffAsked): Promise<ActionResult> {
    const how: RepairEnd = { state: 'refused', because: ending.reason };
    return this.end('repairs:refuse', ending, how, asked, 'Refused; the case stays open.', (own) =>
      own ? notDone('own_proposal', 'You proposed this verdict; take it back instead.') : null,
    );
  }

  withdraw(ending: VerdictEnding, asked: StaffAsked): Promise<ActionResult> {
    const said = 'Taken back; the case stays open.';
    return this.end('repairs:withdraw', ending, { state: 'withdrawn' }, asked, said, (own) =>
      own ? null : notDone('not_own_proposal', 'Only whoever proposed it takes it back.'),
    );
  }

  private async write(verdict: VerdictRecord, basis: VerdictBasis, asked: StaffAsked): Promise<ActionResult> {
    const nowMs = this.parts.clock.nowMs();
    const actor = staffActor(asked.staff.email);
    const answer = await this.parts.verdicts.approve(verdict, actor, {
      entry: verdictEntry(ACTION, verdict, asked, verdict.reason),
      evidence: this.reader.closing(verdict, basis, actor, asked, nowMs),
      verdict: verdictText(verdict.kind, verdict.reason),
      nowMs,
    });
    return answer === 'done' ? { kind: 'done', text: CLOSED } : OVERTAKEN;
  }

  private async end(
    action: string,
    ending: VerdictEnding,
    how: RepairEnd,
    asked: StaffAsked,
    text: string,
    refusedTo: (own: boolean) => ActionResult | null,
  ): Promise<ActionResult> {
    const { clock, verdicts } = this.parts;
    const known = await this.reader.known(ending, action, asked);
    if (known !== null) return known === 'same' ? { kind: 'done', text } : OTHER_CLICK;
    const standing = await this.reader.read(ending);
    const verdict = standing?.ground.verdicts.find(({ number }) => number === ending.number);
    if (verdict === undefined) return NO_VERDICT;
    const refused = refusedTo(verdict.proposedBy === staffActor(asked.staff.email));
    if (refused !== null) return refused;
    const answer = await verdicts.end(verdict, how, verdictEntry(action, verdict, asked, ending.reason), clock.nowMs());
    const isDone = answer === 'done' || (await this.reader.known(ending, action, asked)) === 'same';
    return isDone ? { kind: 'done', text } : OVERTAKEN;
  }

  private async endVoid(verdict: VerdictRecord, because: string, asked: StaffAsked): Promise<ActionResult> {
    const entry = verdictEntry('repairs:void', verdict, asked, because);
    // beside what the click itself does
    const beside = { ...entry, operationId: `${asked.operationId}:void` };
    await this.parts.verdicts.end(verdict, { state: 'refused', because }, beside, this.parts.clock.nowMs());
    return notDone('approval_void', `${because} The approval is void; look at the case again.`);
  }
}

function refusedApproval(
  verdict: VerdictRecord,
  { basisHash }: VerdictApproval,
  { staff }: StaffAsked,
): ActionResult | null {
  if (verdict.state !== 'proposed') return notDone('verdict_settled', `It is ${verdict.state} already.`);
  if (verdict.proposedBy === staffActor(staff.email))
    return notDone('own_proposal', 'You proposed this verdict; a second person must approve it.');
  return verdict.basisHash === basisHash
    ? null
    : notDone('other_basis', 'This is not the proposal that you looked at. Nothing was approved; look at it again.');
}

/** The provider's word is the same, whenever it was said. */
function changedWord({ basis }: VerdictRecord, { provider }: VerdictBasis): string | null {
  return word((basis as VerdictBasis).provider) === word(provider)
    ? null
    : 'What the provider says changed since it was proposed.';
}

function word(said: ProviderSaid | null): string | null {
  if (said === null) return null;
  const { observedAtMs: _at, seq: _seq, ...rest } = said;
  return canonicalJson(rest);
}

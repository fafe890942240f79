/**
 * The case desk: how people share the work on cases. A case is held under a lease, by one person at a time; each click has one effect,
 * with its audit entry, and whoever comes second is told who came first.
 */
import type { ActionResult } from '../domain/action-result';
import { type NextCasePreset, placeOf, type QueuePlace, UNCLAIMED } from '../domain/case-queue';
import { countdown } from '../domain/instant-words';
import { CLAIM_LEASE_MS, claimantOf } from '../domain/reconciliation-case';
import type { Region } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { AuditStore, NewAuditEntry } from '../stores/audit';
import type { CaseClaim, CaseClaimStore, CaseKey } from '../stores/case-claims';
import type { CaseRecord, CaseStore } from '../stores/cases';
import type { OpenCaseStore } from '../stores/open-cases';
import { staffEntry } from './staff-entry';

export interface CaseDeskParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly cases: CaseStore;
  readonly open: Pick<OpenCaseStore, 'page'>;
  readonly claims: CaseClaimStore;
  readonly audit: AuditStore;
}

/** A case by its name, and where it is worked: beside its order, or where its money was found. */
export interface CaseRef extends CaseKey {
  readonly region: Region;
}

/** Done names the case that was taken. */
export type NextCaseResult =
  | { readonly kind: 'done'; readonly text: string; readonly taken: CaseRef }
  | Exclude<ActionResult, { readonly kind: 'done' }>;

/** What a region would hand out, and what this click took from it before. */
export interface NextCaseGlimpse {
  readonly taken: CaseRef | null;
  readonly next: QueuePlace | null;
}

/** As the audit names what was done to a case; all of it is allowed by `cases:work`. */
type Change = 'claim' | 'release' | 'hand_over' | 'note' | 'next_case';

const ACTION = 'cases:work';

export class CaseDesk {
  constructor(private readonly parts: CaseDeskParts) {}

  /** Takes a case that nobody holds, or whose holder's claim ran out. */
  async claim(key: CaseKey, asked: StaffAsked): Promise<ActionResult> {
    const known = await this.known(key, asked, 'claim');
    if (known === 'other') return OTHER_CLICK;
    const claim = this.claimOf(asked);
    if (known === null && !(await this.parts.claims.keep(key, claim)))
      await this.parts.claims.claim(this.entry('claim', key, asked), key, claim);
    const found = await this.find(key);
    if (found === null) return NO_CASE;
    const mine = found.state === 'open' && claimantOf(found, claim.nowMs) === claim.owner;
    return mine ? done(`You hold it for ${this.left(found)}.`) : this.notHeld(found);
  }

  /** Renews the claim of whoever has the case open. It has no click: doing it twice is the same. */
  async keep(key: CaseKey, asked: Pick<StaffAsked, 'staff'>): Promise<ActionResult> {
    const claim = this.claimOf(asked);
    if (await this.parts.claims.keep(key, claim)) return done(`You hold it for ${countdown(CLAIM_LEASE_MS)}.`);
    const found = await this.find(key);
    return found === null ? NO_CASE : this.notHeld(found);
  }

  async release(key: CaseKey, asked: StaffAsked): Promise<ActionResult> {
    const { claims } = this.parts;
    return this.asHolder('release', key, asked, null, 'It is free again.', (entry, claim) =>
      claims.release(entry, key, claim),
    );
  }

  /** @param to the e-mail address of somebody who may work cases; who that is was checked by the caller. */
  async handOver(key: CaseKey, to: string, note: string, asked: StaffAsked): Promise<ActionResult> {
    if (to === asked.staff.email) return notDone('own_case', 'It is yours already. Choose somebody else.');
    const { claims } = this.parts;
    const said = `${to} holds it now, for ${countdown(CLAIM_LEASE_MS)}.`;
    return this.asHolder('hand_over', key, asked, note, said, (entry, claim) =>
      claims.handOver(entry, key, claim, to, note),
    );
  }

  /** What a person knows about the case, in its history; it can be neither changed nor deleted. */
  async note(key: CaseKey, text: string, asked: StaffAsked): Promise<ActionResult> {
    const known = await this.known(key, asked, 'note');
    if (known === 'other') return OTHER_CLICK;
    const wrote = known === 'same' || (await this.parts.claims.note(this.entry('note', key, asked, text), key, text));
    if (wrote || (await this.known(key, asked, 'note')) === 'same') return done('The note is in the history.');
    const found = await this.find(key);
    return found === null ? NO_CASE : closed(found);
  }

  /** Takes the next case of a preset that nobody holds. Two people who ask at once get two cases. */
  async next(preset: NextCasePreset, after: QueuePlace | null, asked: StaffAsked): Promise<NextCaseResult> {
    const entry = this.entry('next_case', { orderId: '', caseId: '' }, asked);
    const taken =
      (await this.parts.claims.next(entry, preset, after, this.claimOf(asked))) ??
      // none was taken now: by a click that is known, or because none is free
      (await this.takenBefore(asked));
    if (taken === 'other') return OTHER_CLICK;
    if (taken === null) return NO_FREE_CASE;
    return { ...done(`You hold it for ${countdown(CLAIM_LEASE_MS)}.`), taken: { ...taken, region: this.parts.region } };
  }

  /** For choosing between regions, before one of them is asked for its next case. */
  async glimpse(preset: NextCasePreset, after: QueuePlace | null, asked: StaffAsked): Promise<NextCaseGlimpse> {
    const { clock, open, region } = this.parts;
    const who = { who: asked.staff.email, nowMs: clock.nowMs() };
    const [taken, [next]] = await Promise.all([
      this.takenBefore(asked),
      open.page({ preset, reason: null, severity: null, owner: UNCLAIMED }, who, after, 1),
    ]);
    return {
      taken: taken === null || taken === 'other' ? null : { ...taken, region },
      next: next === undefined ? null : placeOf(preset, next),
    };
  }

  private async takenBefore({ operationId }: StaffAsked): Promise<CaseKey | 'other' | null> {
    const entry = await this.parts.audit.ofOperation(operationId);
    if (entry === null) return null;
    const orderId = entry.detail.order_id;
    if (entry.action !== ACTION || entry.detail.change !== 'next_case' || typeof orderId !== 'string') return 'other';
    return { orderId, caseId: entry.object };
  }

  private async asHolder(
    change: Change,
    key: CaseKey,
    asked: StaffAsked,
    reason: string | null,
    said: string,
    act: (entry: NewAuditEntry, claim: CaseClaim) => Promise<boolean>,
  ): Promise<ActionResult> {
    const before = await this.known(key, asked, change);
    if (before === 'other') return OTHER_CLICK;
    if (before === 'same' || (await act(this.entry(change, key, asked, reason), this.claimOf(asked))))
      return done(said);
    if ((await this.known(key, asked, change)) === 'same') return done(said);
    const found = await this.find(key);
    return found === null ? NO_CASE : this.notHeld(found);
  }

  private claimOf({ staff }: Pick<StaffAsked, 'staff'>): CaseClaim {
    const nowMs = this.parts.clock.nowMs();
    return { owner: staff.email, nowMs, untilMs: nowMs + CLAIM_LEASE_MS };
  }

  private async find({ caseId, orderId }: CaseKey): Promise<CaseRecord | null> {
    return (await this.parts.cases.ofOrder(orderId)).find((each) => each.caseId === caseId) ?? null;
  }

  private left({ ownerUntilMs }: CaseRecord): string {
    return countdown((ownerUntilMs ?? 0) - this.parts.clock.nowMs());
  }

  private heldByOther(found: CaseRecord): ActionResult {
    return notDone(
      'held_by_other',
      `${found.owner ?? 'Somebody else'} holds it for ${this.left(found)}. Unless they keep it, anyone may take it then.`,
    );
  }

  /** Why what only its holder may do was not done. */
  private notHeld(found: CaseRecord): ActionResult {
    if (found.state === 'closed') return closed(found);
    return claimantOf(found, this.parts.clock.nowMs()) === null
      ? notDone('claim_ran_out', 'Nobody holds it: a claim runs out unless it is kept. Claim it first.')
      : this.heldByOther(found);
  }

  /** What this click did before: nothing (null), the same thing, or another thing, which is refused. */
  private async known(key: CaseKey, asked: StaffAsked, change: Change): Promise<'same' | 'other' | null> {
    const entry = await this.parts.audit.ofOperation(asked.operationId);
    if (entry === null) return null;
    const { change: did, order_id: orderId } = entry.detail;
    const same = entry.action === ACTION && entry.object === key.caseId && orderId === key.orderId && did === change;
    return same ? 'same' : 'other';
  }

  private entry(change: Change, key: CaseKey, asked: StaffAsked, reason: string | null = null): NewAuditEntry {
    return staffEntry(ACTION, key.caseId, asked, reason, { change, order_id: key.orderId });
  }
}

const done = (text: string): Extract<ActionResult, { readonly kind: 'done' }> => ({ kind: 'done', text });
const notDone = (code: string, text: string): Extract<ActionResult, { readonly kind: 'not_done' }> => ({
  kind: 'not_done',
  code,
  text,
});

const closed = ({ verdict }: CaseRecord): ActionResult =>
  notDone('case_closed', `The case is closed: ${verdict ?? 'its verdict was not recorded'}.`);

export const NO_CASE = notDone('case_not_found', 'There is no such case in this region.');
export const NO_FREE_CASE = notDone('no_free_case', 'No case of this list is free.');
const OTHER_CLICK = notDone(
  'operation_id_used',
  'This click was already used for something else. Nothing was done; try again.',
);

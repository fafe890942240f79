/**
 * What people do with the mode of one region: enter it, take it, begin the way out, hold or step back the ramp, and, two together, leave
 * without the evidence. Each is one click with one effect and its audit entry; whatever leads out is judged by the database.
 */
import type { ActionResult } from '../domain/action-result';
import type { Permission } from '../domain/permissions';
import {
  entered,
  type Mode,
  type ModeMove,
  rampHeld,
  recoveryBegun,
  steppedBack,
  taken,
} from '../domain/degraded-mode';
import { failingLines } from '../domain/exit-evidence';
import { heldByWords } from '../domain/exit-words';
import type { Region } from '../domain/region';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { AuditStore, NewAuditEntry } from '../stores/audit';
import type { BrokenGlassStore } from '../stores/broken-glasses';
import type { DegradedModeStore, MoveAnswer } from '../stores/degraded-modes';
import type { ExitCheckStore } from '../stores/exit-checks';
import { staffEntry } from './staff-entry';

export interface ModeDeskParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly modes: DegradedModeStore;
  readonly checks: Pick<ExitCheckStore, 'newest'>;
  readonly glasses: BrokenGlassStore;
  readonly audit: Pick<AuditStore, 'ofOperation'>;
}

/** A checklist older than this is no evidence: the worker reads it every twenty seconds. */
export const CHECK_IS_FRESH_MS = 60_000;

export const RAMP_ACTS = ['pause', 'resume', 'step_back'] as const;
export type RampAct = (typeof RAMP_ACTS)[number];

export class ModeDesk {
  constructor(private readonly parts: ModeDeskParts) {}

  /** @param episodeId made once for both regions. */
  async enter(episodeId: string, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const owner = staffActor(asked.staff.email);
    const said = `Region ${this.parts.region} is degraded.`;
    return this.act('degraded:enter', 'enter', reason, asked, said, (mode, nowMs) =>
      entered(mode, 'entered', episodeId, owner, nowMs),
    );
  }

  async take(reason: string, asked: StaffAsked): Promise<ActionResult> {
    const said = 'The mode is yours: you answer for it.';
    return this.act('degraded:enter', 'take', reason, asked, said, (mode) =>
      taken(mode, staffActor(asked.staff.email)),
    );
  }

  /** The way out begins at 5 percent, if every line of the newest checklist holds. */
  async leave(reason: string, asked: StaffAsked): Promise<ActionResult> {
    const known = await this.known(asked);
    if (known !== null) return known;
    const { checks, clock, modes, region } = this.parts;
    const { mode } = await modes.get(region);
    if (mode.state !== 'degraded') return notDegraded(region, mode);
    const check = await checks.newest(region, mode.episodeId);
    const nowMs = clock.nowMs();
    if (check === null || nowMs - check.checkedAtMs > CHECK_IS_FRESH_MS)
      return notDone('evidence_missing', `Region ${region} has not read its checklist in the last minute.`);
    const failing = failingLines(check.lines);
    if (failing.length > 0) return notDone('evidence_missing', `Region ${region}: ${heldByWords(check.lines)}`);
    const said = `Region ${region} recovers: 5 % of the payment attempts are let in.`;
    const evidence = { check: check.number };
    return this.act('degraded:exit', 'leave', reason, asked, said, (now, at) => recoveryBegun(now, at), evidence);
  }

  async moveRamp(act: RampAct, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const said = `Region ${this.parts.region}: ${RAMP_SAID[act]}`;
    return this.act('degraded:exit', act, reason, asked, said, (mode, nowMs) => rampMove(act, mode, nowMs));
  }

  /** The first of two people. @param glassId made once for both regions. */
  async askGlass(glassId: string, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const { checks, clock, glasses, modes, region } = this.parts;
    const { mode } = await modes.get(region);
    if (mode.state !== 'degraded') return notDegraded(region, mode);
    const check = await checks.newest(region, mode.episodeId);
    const askedBy = staffActor(asked.staff.email);
    const glass = {
      glassId: `${glassId}:${region}`,
      episodeId: mode.episodeId,
      reason,
      heldBy: failingLines(check?.lines ?? []),
      askedBy,
      askedAtMs: clock.nowMs(),
    };
    const entry = this.entry('degraded:exit', 'ask_glass', reason, asked);
    await glasses.ask(entry, region, glass);
    return done('A second person has to agree within 15 minutes. Until then nothing has changed.');
  }

  /** The second: another one than the first. Then the way out begins. */
  async agreeGlass(glassId: string, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const { clock, glasses, modes, region } = this.parts;
    const { mode } = await modes.get(region);
    if (mode.state !== 'degraded') return (await this.known(asked)) ?? notDegraded(region, mode);
    const glass = (await glasses.ofEpisode(region, mode.episodeId)).find(
      (each) => each.glassId === `${glassId}:${region}`,
    );
    if (glass === undefined) return notDone('no_question', 'Nobody asked to leave this episode without its evidence.');
    const nowMs = clock.nowMs();
    if (nowMs - glass.askedAtMs > GLASS_IS_OPEN_MS)
      return notDone('too_late', 'This was asked more than 15 minutes ago. Ask again.');
    const agreedBy = staffActor(asked.staff.email);
    const agreed = await glasses.agree(
      this.entry('degraded:agree', 'agree_glass', reason, asked, { glass: glass.glassId, asked_by: glass.askedBy }),
      glass.glassId,
      agreedBy,
      nowMs,
    );
    if (agreed === 'same_person')
      return notDone('same_person', 'You asked for it. A second person has to agree, who is not you.');
    if (agreed === 'gone' && glass.agreedBy !== agreedBy)
      return notDone('changed_meanwhile', 'Somebody else agreed first. Look at the mode again.');
    const move = recoveryBegun(mode, nowMs, glass.glassId);
    if (move === null) return notDegraded(region, mode);
    const why = `${glass.reason} (agreed: ${reason})`;
    const evidence = { glass: glass.glassId, held_by: glass.heldBy, asked_by: glass.askedBy, agreed_by: agreedBy };
    const answer = await modes.move(region, move, { reason: why, evidence, changedBy: agreedBy, nowMs }, null);
    const said = `Region ${region} recovers without its evidence. It is recorded as broken glass.`;
    return this.told(answer, said);
  }

  private async act(
    permission: Permission,
    act: string,
    reason: string,
    asked: StaffAsked,
    said: string,
    moveOf: (mode: Mode, nowMs: number) => ModeMove | null,
    evidence: Readonly<Record<string, unknown>> = {},
  ): Promise<ActionResult> {
    const known = await this.known(asked);
    if (known !== null) return known;
    const { clock, modes, region } = this.parts;
    const { mode } = await modes.get(region);
    const nowMs = clock.nowMs();
    const move = moveOf(mode, nowMs);
    if (move === null) return notDone('no_way', `Region ${region} is ${mode.state}: this changes nothing there.`);
    const witness = { reason, evidence, changedBy: staffActor(asked.staff.email), nowMs };
    const answer = await modes.move(region, move, witness, this.entry(permission, act, reason, asked));
    return this.told(answer, said);
  }

  private told(answer: MoveAnswer, said: string): ActionResult {
    switch (answer.kind) {
      case 'moved':
        return done(said);
      case 'stale':
        return notDone('changed_meanwhile', 'Somebody changed the mode first. Look at it again; nothing was changed.');
      case 'refused':
        return notDone(answer.code, `The database refused it: ${answer.text}.`);
      default:
        return answer satisfies never;
    }
  }

  /** What this very click did before; null: it is new. */
  private async known(asked: StaffAsked): Promise<ActionResult | null> {
    const entry = await this.parts.audit.ofOperation(asked.operationId);
    return entry === null ? null : done('This was done already, by this click.');
  }

  private entry(
    action: Permission,
    act: string,
    reason: string,
    asked: StaffAsked,
    detail: NewAuditEntry['detail'] = {},
  ): NewAuditEntry {
    return staffEntry(action, `degraded_mode:${this.parts.region}`, asked, reason, { act, ...detail });
  }
}

export const GLASS_IS_OPEN_MS = 15 * 60_000;

const RAMP_SAID: Readonly<Record<RampAct, string>> = {
  pause: 'the ramp holds its step until somebody resumes it.',
  resume: 'the ramp goes on; the hold of its step begins anew.',
  step_back: 'the ramp stepped back.',
};

function rampMove(act: RampAct, mode: Mode, nowMs: number): ModeMove | null {
  switch (act) {
    case 'pause':
      return rampHeld(mode, true, nowMs);
    case 'resume':
      return rampHeld(mode, false, nowMs);
    case 'step_back':
      return steppedBack(mode, nowMs);
    default:
      return act satisfies never;
  }
}

const done = (text: string): ActionResult => ({ kind: 'done', text });
const notDone = (code: string, text: string): ActionResult => ({ kind: 'not_done', code, text });
const notDegraded = (region: Region, mode: Mode): ActionResult =>
  notDone('not_degraded', `Region ${region} is ${mode.state}: there is nothing to leave.`);

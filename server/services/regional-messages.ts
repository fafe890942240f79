/** The messages of both regions, as one desk: each region answers for its own, and one that was not reached is named, never guessed. */
import type { Consumer } from '../contracts/messages';
import type { ActionResult } from '../domain/action-result';
import type { DeadLetterFilter, DeadLetterRef } from '../domain/dead-letter';
import { type Region, REGIONS } from '../domain/region';
import type { ReplayPlan, ReplaySelection } from '../domain/replay';
import type { StaffAsked } from '../domain/staff';
import type { DeadLetter, DeadLetterContent } from '../stores/dead-letters';
import type { MailRecord } from '../domain/mail-record';
import { redriveResult } from './dead-letter-desk';
import type { MessagesSide, RegionMessages } from './messages-side';
import type { RegionRouter } from './region-router';
import { replayResult } from './replayer';

export interface LetterRef extends DeadLetterRef {
  readonly region: Region;
}

export type RedriveAsked =
  | { readonly kind: 'letters'; readonly letters: readonly LetterRef[] }
  | { readonly kind: 'matching'; readonly filter: DeadLetterFilter; readonly region: Region | null };

interface PerRegion<T> {
  readonly region: Region;
  /** Null: not reached; what it holds is not known. */
  readonly answer: T | null;
}

const PATIENCE_MS = 8_000;

export class RegionalMessages {
  constructor(
    private readonly parts: { readonly router: Pick<RegionRouter, 'ask' | 'ownerOfOrder'>; newRequestId(): string },
  ) {}

  async overview(): Promise<{ readonly regions: readonly PerRegion<RegionMessages>[] }> {
    return { regions: await this.askAll(REGIONS, 'messages_overview', {}) };
  }

  /** Oldest first over both regions. */
  async letters(
    filter: DeadLetterFilter,
    region: Region | null,
    limit: number,
  ): Promise<{
    readonly letters: readonly (DeadLetter & { readonly region: Region })[];
    readonly notReached: readonly Region[];
  }> {
    const answers = await this.askAll(regionsOf(region), 'messages_letters', { filter, limit });
    const letters = answers.flatMap(({ answer, region: at }) =>
      (answer?.letters ?? []).map((letter) => ({ ...letter, region: at })),
    );
    return {
      letters: letters.toSorted((a, b) => a.parkedAtMs - b.parkedAtMs).slice(0, limit),
      notReached: notReached(answers),
    };
  }

  async letter(
    ref: LetterRef,
  ): Promise<
    { readonly kind: 'letter'; readonly letter: DeadLetterContent | null } | { readonly kind: 'not_reached' }
  > {
    const { region, ...letter } = ref;
    const answer = await this.ask(region, 'messages_letter', { letter });
    return answer === null ? { kind: 'not_reached' } : { kind: 'letter', letter: answer.letter };
  }

  async redrive(chosen: RedriveAsked, reason: string, asked: StaffAsked): Promise<ActionResult> {
    const regions =
      chosen.kind === 'matching'
        ? regionsOf(chosen.region)
        : REGIONS.filter((region) => chosen.letters.some((letter) => letter.region === region));
    const answers = await Promise.all(
      regions.map(async (region) => {
        const choice =
          chosen.kind === 'matching'
            ? { kind: 'matching' as const, filter: chosen.filter }
            : { kind: 'letters' as const, letters: refsIn(chosen.letters, region) };
        return { region, answer: await this.ask(region, 'messages_redrive', { choice, reason, asked }) };
      }),
    );
    return redriveResult(answers);
  }

  async replayPlan(
    consumer: Consumer,
    selection: ReplaySelection,
    region: Region | null,
  ): Promise<{ readonly regions: readonly PerRegion<ReplayPlan>[] }> {
    const regions = this.replayed(selection, region);
    return { regions: await this.askAll(regions, 'messages_replay_plan', { consumer, selection }) };
  }

  async replay(
    consumer: Consumer,
    selection: ReplaySelection,
    region: Region | null,
    reason: string,
    asked: StaffAsked,
  ): Promise<ActionResult> {
    const regions = this.replayed(selection, region);
    return replayResult(await this.askAll(regions, 'messages_replay', { consumer, selection, reason, asked }));
  }

  /** Failed ones first, then the newest. */
  async mails(limit: number): Promise<{
    readonly mails: readonly (MailRecord & { readonly region: Region })[];
    readonly notReached: readonly Region[];
  }> {
    const answers = await this.askAll(REGIONS, 'messages_mails', { limit });
    const mails = answers.flatMap(({ answer, region }) => (answer?.mails ?? []).map((mail) => ({ ...mail, region })));
    const failedFirst = (a: MailRecord, b: MailRecord) =>
      Number(b.state === 'failed') - Number(a.state === 'failed') || b.queuedAtMs - a.queuedAtMs;
    return { mails: mails.toSorted(failedFirst).slice(0, limit), notReached: notReached(answers) };
  }

  private replayed(selection: ReplaySelection, region: Region | null): readonly Region[] {
    return selection.kind === 'order' ? [this.parts.router.ownerOfOrder(selection.orderId)] : regionsOf(region);
  }

  private askAll<M extends keyof MessagesSide>(
    regions: readonly Region[],
    method: M,
    input: Parameters<MessagesSide[M]>[0],
  ): Promise<PerRegion<Awaited<ReturnType<MessagesSide[M]>>>[]> {
    return Promise.all(regions.map(async (region) => ({ region, answer: await this.ask(region, method, input) })));
  }

  private async ask<M extends keyof MessagesSide>(
    region: Region,
    method: M,
    input: Parameters<MessagesSide[M]>[0],
  ): Promise<Awaited<ReturnType<MessagesSide[M]>> | null> {
    const { newRequestId, router } = this.parts;
    const context = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const routed = await router.ask(region, method, input as never, context);
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<MessagesSide[M]>>) : null;
  }
}

const regionsOf = (region: Region | null): readonly Region[] => (region === null ? REGIONS : [region]);

const refsIn = (letters: readonly LetterRef[], region: Region): readonly DeadLetterRef[] =>
  letters
    .filter((letter) => letter.region === region)
    .map(({ consumer, messageId, orderId }) => ({ consumer, messageId, orderId }));

const notReached = (answers: readonly PerRegion<unknown>[]): readonly Region[] =>
  answers.flatMap(({ answer, region }) => (answer === null ? [region] : []));

/**
 * One degraded mode for people, over the modes of both regions: an act is done in each, and what each answered is told; a region that is
 * not reached is named, and nothing is assumed of it. Leaving needs both: where one does not answer or its evidence is missing, nobody begins.
 */
import type { ActionResult } from '../domain/action-result';
import { failingLines } from '../domain/exit-evidence';
import { heldByWords } from '../domain/exit-words';
import { type Region, REGIONS } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { AgreementRow } from '../stores/agreement-samples';
import type { EpisodeSummary } from '../stores/degraded-episodes';
import type { DeadLetterKey, Waivers } from './dead-letter-waivers';
import type { ModeDesk, RampAct } from './mode-desk';
import type { EpisodeReport, ModeReader, ModeView } from './mode-reader';
import type { RegionRouter } from './region-router';

/** What a region answers about its own mode, by name and plain data. */
export interface ModeSide {
  mode_view(input: Record<string, never>): Promise<ModeView>;
  mode_enter(input: { episodeId: string; reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_take(input: { reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_leave(input: { reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_ramp(input: { act: RampAct; reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_ask_glass(input: { glassId: string; reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_agree_glass(input: { glassId: string; reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_waive(input: { letter: DeadLetterKey; reason: string; asked: StaffAsked }): Promise<ActionResult>;
  mode_episodes(input: Record<string, never>): Promise<{ readonly episodes: readonly EpisodeSummary[] }>;
  mode_episode(input: { episodeId: string }): Promise<{ readonly report: EpisodeReport | null }>;
  mode_sample(input: { sampleId: string }): Promise<{ readonly rows: readonly AgreementRow[] }>;
}

export function modeSide(parts: {
  readonly reader: ModeReader;
  readonly desk: ModeDesk;
  readonly waivers: Waivers;
}): ModeSide {
  const { desk, reader, waivers } = parts;
  return {
    mode_view: () => reader.view(),
    mode_enter: ({ asked, episodeId, reason }) => desk.enter(episodeId, reason, asked),
    mode_take: ({ asked, reason }) => desk.take(reason, asked),
    mode_leave: ({ asked, reason }) => desk.leave(reason, asked),
    mode_ramp: ({ act, asked, reason }) => desk.moveRamp(act, reason, asked),
    mode_ask_glass: ({ asked, glassId, reason }) => desk.askGlass(glassId, reason, asked),
    mode_agree_glass: ({ asked, glassId, reason }) => desk.agreeGlass(glassId, reason, asked),
    mode_waive: ({ asked, letter, reason }) => waivers.waive(letter, reason, asked),
    mode_episodes: async () => ({ episodes: await reader.newest() }),
    mode_episode: async ({ episodeId }) => ({ report: await reader.report(episodeId) }),
    mode_sample: async ({ sampleId }) => ({ rows: await reader.sample(sampleId) }),
  };
}

/** `view` null: the region was not reached. */
export interface RegionModeView {
  readonly region: Region;
  readonly view: ModeView | null;
}

const PATIENCE_MS = 8_000;
const VIEW_PATIENCE_MS = 2_000;

type Act = 'mode_enter' | 'mode_take' | 'mode_leave' | 'mode_ramp' | 'mode_ask_glass' | 'mode_agree_glass';

export class RegionalMode {
  constructor(
    private readonly parts: {
      readonly region: Region;
      readonly router: Pick<RegionRouter, 'ask'>;
      newRequestId(): string;
      nowMs(): number;
    },
  ) {}

  async view(): Promise<readonly RegionModeView[]> {
    const asked = REGIONS.map(async (region) => ({
      region,
      view: await this.ask(region, 'mode_view', {}, VIEW_PATIENCE_MS),
    }));
    return Promise.all(asked);
  }

  enter(reason: string, asked: StaffAsked): Promise<ActionResult> {
    const episodeId = `episode:${new Date(this.parts.nowMs()).toISOString()}:${this.parts.region}`;
    return this.everywhere('mode_enter', { episodeId, reason, asked });
  }

  take(reason: string, asked: StaffAsked): Promise<ActionResult> {
    return this.everywhere('mode_take', { reason, asked });
  }

  moveRamp(act: RampAct, reason: string, asked: StaffAsked): Promise<ActionResult> {
    return this.everywhere('mode_ramp', { act, reason, asked });
  }

  /** Begins in no region while the other one is not reached or is held: then it is asked for again, or the glass is broken. */
  async leave(reason: string, asked: StaffAsked): Promise<ActionResult> {
    const seen = await this.view();
    for (const { region, view } of seen) {
      if (view === null)
        return notDone('not_reached', `Region ${region} was not reached: nobody knows whether its evidence holds.`);
      if (view.record.mode.state !== 'degraded') continue;
      const lines = view.check?.lines ?? [];
      if (failingLines(lines).length > 0) return notDone('evidence_missing', `Region ${region}: ${heldByWords(lines)}`);
    }
    return this.everywhere('mode_leave', { reason, asked });
  }

  askGlass(glassId: string, reason: string, asked: StaffAsked): Promise<ActionResult> {
    return this.everywhere('mode_ask_glass', { glassId, reason, asked });
  }

  agreeGlass(glassId: string, reason: string, asked: StaffAsked): Promise<ActionResult> {
    return this.everywhere('mode_agree_glass', { glassId, reason, asked });
  }

  async waive(region: Region, letter: DeadLetterKey, reason: string, asked: StaffAsked): Promise<ActionResult> {
    return (await this.ask(region, 'mode_waive', { letter, reason, asked }, PATIENCE_MS)) ?? notKnown([region]);
  }

  async episodes(): Promise<
    readonly { readonly region: Region; readonly episodes: readonly EpisodeSummary[] | null }[]
  > {
    const asked = REGIONS.map(async (region) => {
      const answer = await this.ask(region, 'mode_episodes', {}, VIEW_PATIENCE_MS);
      return { region, episodes: answer?.episodes ?? null };
    });
    return Promise.all(asked);
  }

  /** A region that was not in the episode is left out; one that was not reached is null. */
  async episode(
    episodeId: string,
  ): Promise<readonly { readonly region: Region; readonly report: EpisodeReport | null }[]> {
    const asked = REGIONS.map(async (region) => ({
      region,
      answer: await this.ask(region, 'mode_episode', { episodeId }, PATIENCE_MS),
    }));
    return (await Promise.all(asked)).flatMap(({ answer, region }) =>
      answer !== null && answer.report === null ? [] : [{ region, report: answer?.report ?? null }],
    );
  }

  async sample(region: Region, sampleId: string): Promise<readonly AgreementRow[] | null> {
    return (await this.ask(region, 'mode_sample', { sampleId }, PATIENCE_MS))?.rows ?? null;
  }

  private async everywhere<M extends Act>(method: M, input: Parameters<ModeSide[M]>[0]): Promise<ActionResult> {
    const answers = await Promise.all(
      REGIONS.map(async (region) => ({ region, answer: await this.ask(region, method, input, PATIENCE_MS) })),
    );
    return summed(answers as readonly Answered[]);
  }

  private async ask<M extends keyof ModeSide>(
    region: Region,
    method: M,
    input: Parameters<ModeSide[M]>[0],
    remainingMs: number,
  ): Promise<Awaited<ReturnType<ModeSide[M]>> | null> {
    const context = { requestId: this.parts.newRequestId(), traceparent: '', remainingMs };
    const routed = await this.parts.router.ask(region, method, input as never, context);
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<ModeSide[M]>>) : null;
  }
}

interface Answered {
  readonly region: Region;
  /** Null: not reached. */
  readonly answer: ActionResult | null;
}

/** Not known where a region did not answer, not done where all refused, else done; each region's words are told. */
function summed(answers: readonly Answered[]): ActionResult {
  const silent = answers.flatMap(({ answer, region }) => (answer === null ? [region] : []));
  const texts = [...new Set(answers.flatMap(({ answer }) => (answer === null ? [] : [answer.text])))];
  if (silent.length > 0) return notKnown(silent, texts);
  const refused = answers.flatMap(({ answer }) => (answer?.kind === 'not_done' ? [answer] : []));
  const [first] = refused;
  if (first !== undefined && refused.length === answers.length) return notDone(first.code, texts.join(' '));
  return { kind: 'done', text: texts.join(' ') };
}

const notDone = (code: string, text: string): ActionResult => ({ kind: 'not_done', code, text });

function notKnown(silent: readonly Region[], texts: readonly string[] = []): ActionResult {
  const said = `Region ${silent.join(' and ')} did not answer. Whether it was done there is not known; the same click is safe to repeat.`;
  return { kind: 'not_known_yet', text: [...texts, said].join(' '), watch: '/console/degraded-mode' };
}

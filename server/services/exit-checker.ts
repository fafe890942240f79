/**
 * Reads the checklist for leaving degraded mode. It asks the provider itself, under a budget: one sample a minute, of 200 payments at most,
 * eight at a time. The other lines come from the records, where the database judges them again when somebody leaves.
 */
import { agrees, type TheirWord } from '../domain/agreement';
import { evidenceHolds, type ExitLine, pressureLine } from '../domain/exit-evidence';
import { outcomeOf } from '../domain/payment';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { LookUpAnswer, PaymentProvider } from '../ports/payment-provider';
import type { AgreementRow, AgreementSampleStore, SampledPayment } from '../stores/agreement-samples';
import type { ExitCheck, ExitCheckStore } from '../stores/exit-checks';
import type { EpochCanary } from './epoch-canary';

export interface ExitCheckerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly provider: Pick<PaymentProvider, 'lookUp'>;
  readonly samples: Pick<AgreementSampleStore, 'draw' | 'keep'>;
  readonly checks: ExitCheckStore;
  readonly canary: Pick<EpochCanary, 'try'>;
}

export const SAMPLE_SIZE = 200;
export const CHECK_EVERY_MS = 20_000;
const SAMPLE_EVERY_MS = 60_000;
const LOOK_UP_TIMEOUT_MS = 5_000;
const AT_ONCE = 8;
/** Payments that may still be on their way are left to the next sample. */
const LAG_MS = 5_000;

export class ExitChecker {
  private sampledAtMs = Number.NEGATIVE_INFINITY;
  private sampledEpisode: string | null = null;
  /** Whether the provider answered every look-up of the newest sample; null: it was not asked yet. */
  private answers: boolean | null = null;

  constructor(private readonly parts: ExitCheckerParts) {}

  providerAnswers(): boolean {
    return this.answers === true;
  }

  /** Null: the newest reading is young enough, whoever made it. */
  async checkWhenDue(
    episode: { readonly episodeId: string; readonly enteredAtMs: number },
    pressure: { readonly over: readonly string[]; readonly isKnown: boolean },
  ): Promise<ExitCheck | null> {
    const { checks, clock, region } = this.parts;
    const newest = await checks.newest(region, episode.episodeId);
    if (newest !== null && clock.nowMs() - newest.checkedAtMs < CHECK_EVERY_MS) return null;
    await this.sampleWhenDue(episode);
    const lines = [...(await this.read(episode.episodeId)), pressureLine(pressure.over, pressure.isKnown)];
    const check = { checkedAtMs: clock.nowMs(), lines, holds: evidenceHolds(lines) };
    await checks.keep(region, episode.episodeId, check);
    return checks.newest(region, episode.episodeId);
  }

  /** The database's lines; the fence is tried through the statement that decides orders, too. */
  private async read(episodeId: string): Promise<ExitLine[]> {
    const { canary, checks, region } = this.parts;
    const [lines, tried] = await Promise.all([checks.read(region, episodeId), canary.try()]);
    const isRefused = tried.kind === 'no_shard' || tried.canary.refused;
    return lines.map((line) => {
      if (line.line !== 'old_epoch_refused') return line;
      const witness = tried.kind === 'tried' ? { ...line.witness, ...tried.canary } : line.witness;
      return { ...line, holds: line.holds && isRefused, witness };
    });
  }

  private async sampleWhenDue(episode: { readonly episodeId: string; readonly enteredAtMs: number }): Promise<void> {
    const { clock, region, samples } = this.parts;
    const nowMs = clock.nowMs();
    const isYoung = this.sampledEpisode === episode.episodeId && nowMs - this.sampledAtMs < SAMPLE_EVERY_MS;
    if (isYoung) return;
    const sampleId = `sample:${region}:${episode.episodeId}:${nowMs}`;
    const drawn = await samples.draw(episode.enteredAtMs, nowMs - LAG_MS, sampleId, SAMPLE_SIZE);
    const rows = await this.askAll(drawn.payments);
    const { episodeId } = episode;
    await samples.keep({ sampleId, region, episodeId, takenAtMs: nowMs, population: drawn.population }, rows);
    this.answers = rows.every(({ theirs }) => theirs !== 'no_answer');
    this.sampledEpisode = episodeId;
    this.sampledAtMs = rows.every((row) => row.agrees) ? nowMs : nowMs - SAMPLE_EVERY_MS + CHECK_EVERY_MS;
  }

  private async askAll(payments: readonly SampledPayment[]): Promise<AgreementRow[]> {
    const rows: AgreementRow[] = [];
    for (let from = 0; from < payments.length; from += AT_ONCE)
      rows.push(...(await Promise.all(payments.slice(from, from + AT_ONCE).map((each) => this.ask(each)))));
    return rows;
  }

  private async ask(payment: SampledPayment): Promise<AgreementRow> {
    const { clock, provider } = this.parts;
    const { amountMinor, authorizedMinor, currency, operation, orderId, providerReference, state } = payment;
    const theirs = wordOf(await provider.lookUp(operation, providerReference, LOOK_UP_TIMEOUT_MS));
    const authorized = authorizedMinor === null ? null : { amountMinor: authorizedMinor, currency };
    const ours = { state, amount: { amountMinor, currency }, authorized };
    const askedAtMs = clock.nowMs();
    return { orderId, ours: state, theirs: theirs.kind, providerReference, agrees: agrees(ours, theirs), askedAtMs };
  }
}

function wordOf(answer: LookUpAnswer): TheirWord {
  switch (answer.kind) {
    case 'not_found':
      return { kind: 'not_found' };
    case 'unknown':
      return { kind: 'no_answer' };
    case 'found': {
      const outcome = outcomeOf(answer.payment);
      if (outcome.kind === 'unknown' || outcome.kind === 'never_accepted') return { kind: 'no_answer' };
      return { kind: outcome.kind, amount: outcome.kind === 'authorized' ? outcome.amount : null };
    }
    default:
      return answer satisfies never;
  }
}

/**
 * The review after a cut: looks at what the cut touched and says whether normal promises may return. It asks the provider itself and
 * tries the fence itself; it changes nothing.
 */
import { isOwn } from '../domain/ownership';
import {
  agreementOf,
  MOST_PENDING_MS,
  type ReviewFacts,
  type ReviewLine,
  reviewLines,
  type SampledOrder,
} from '../domain/recovery-review';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { PaymentProvider } from '../ports/payment-provider';
import type { Cut, RecoveryReviewStore, TouchedPayment } from '../stores/recovery-reviews';
import type { EpochCanary } from './epoch-canary';
import { outcomeOfLookUp } from './look-up-witness';
import type { ShardDirectory } from './shard-directory';

export interface RecoveryReviewerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly reviews: RecoveryReviewStore;
  readonly provider: Pick<PaymentProvider, 'lookUp'>;
  readonly directory: Pick<ShardDirectory, 'view'>;
  readonly canary: Pick<EpochCanary, 'try'>;
  readonly settleTimeMs: number;
}

export interface ReviewOfRegion extends ReviewFacts {
  readonly lines: readonly ReviewLine[];
  readonly cuts: readonly Cut[];
}

/** Orders that the provider is asked for: few, since it may be in trouble itself. */
const SAMPLED = 20;
const LOOK_UPS_AT_ONCE = 4;
const LOOK_UP_TIMEOUT_MS = 4_000;
const CUTS_SHOWN = 10;

export class RecoveryReviewer {
  constructor(private readonly parts: RecoveryReviewerParts) {}

  async review(fromMs: number, toMs: number): Promise<ReviewOfRegion> {
    const { canary, clock, directory, region, reviews } = this.parts;
    const [touched, payments, fenced, cuts, seen, tried] = await Promise.all([
      reviews.touched(fromMs, toMs, MOST_PENDING_MS),
      reviews.sample(fromMs, toMs, SAMPLED),
      reviews.fencedIn(fromMs, toMs),
      reviews.cuts(CUTS_SHOWN),
      directory.view(),
      canary.try(),
    ]);
    const peers = seen.peer?.claims ?? [];
    const facts: ReviewFacts = {
      region,
      fromMs,
      toMs,
      nowMs: clock.nowMs(),
      touched: touched.byState,
      unfinished: touched.unfinished,
      undecidedAuthorizations: touched.undecidedAuthorizations,
      sample: await this.sampled(payments),
      fenced,
      canary: tried.kind === 'no_shard' ? null : { refused: tried.canary.refused, atMs: tried.canary.atMs },
      closedShards: seen.own.filter(
        ({ shard, standing }) =>
          standing === 'closed' && !peers.some((peer) => peer.shard === shard && isOwn(peer.region, peer)),
      ).length,
      claimedTwice: seen.claimedTwice.length,
    };
    return { ...facts, lines: reviewLines(facts), cuts };
  }

  private async sampled(payments: readonly TouchedPayment[]): Promise<SampledOrder[]> {
    const sampled: SampledOrder[] = [];
    for (let at = 0; at < payments.length; at += LOOK_UPS_AT_ONCE)
      sampled.push(
        ...(await Promise.all(payments.slice(at, at + LOOK_UPS_AT_ONCE).map((each) => this.compared(each)))),
      );
    return sampled;
  }

  private async compared(payment: TouchedPayment): Promise<SampledOrder> {
    const { clock, provider, settleTimeMs } = this.parts;
    const { lastSendAtMs, operation, orderId, providerReference, recorded, state } = payment;
    const askedAtMs = clock.nowMs();
    const answer = await provider.lookUp(operation, providerReference, LOOK_UP_TIMEOUT_MS);
    const outcome = outcomeOfLookUp(answer, lastSendAtMs, askedAtMs, settleTimeMs);
    const said = outcome.kind === 'unknown' ? null : outcome.kind;
    return { orderId, state, recorded, provider: said, agreement: agreementOf(recorded, said) };
  }
}

/**
 * The provider as one story met it. What it accepts is really charged in the sandbox's ledger, through the product's own client
 * and under the product's own operation ids; what a story says went unheard is charged and not told.
 */
import type {
  AuthorizeRequest,
  FollowUpAnswer,
  FollowUpRequest,
  PaymentProvider,
} from '../../server/ports/payment-provider';
import { captureOperation } from '../../server/domain/operation';
import type { SandboxPast, SignedEvent } from './sandbox-past';
import type { StoryClock } from './story-clock';

export interface ProviderMood {
  /** `stumbles`: one error, then it answers. `silent`: the caller hears nothing until it gives up. */
  authorize: 'answers' | 'stumbles' | 'silent';
  lookUp: 'answers' | 'unanswered' | 'finds_nothing';
  followUp: 'answers' | 'unanswered';
  latencyMs: number;
}

export const GOOD_MOOD: ProviderMood = { authorize: 'answers', lookUp: 'answers', followUp: 'answers', latencyMs: 180 };

/** As the payment receiver does. */
export const CALLER_GIVES_UP_MS = 12_000;
const LOOK_UP_GIVES_UP_MS = 5_000;

export class StoryProvider implements PaymentProvider {
  mood: ProviderMood = GOOD_MOOD;
  /** Of the last call that moved money, with its time; a story delivers it when it wants. */
  event: (SignedEvent & { readonly atMs: number }) | null = null;
  private stumbled = false;
  /** Done at the provider, not yet asked for by the story. */
  private captured: { readonly answer: FollowUpAnswer; readonly event: SignedEvent } | null = null;

  constructor(
    private readonly real: PaymentProvider,
    private readonly past: SandboxPast,
    private readonly clock: StoryClock,
  ) {}

  begin(mood: Partial<ProviderMood>): void {
    this.mood = { ...GOOD_MOOD, ...mood };
    this.event = null;
    this.stumbled = false;
    this.captured = null;
  }

  async authorize(request: AuthorizeRequest): ReturnType<PaymentProvider['authorize']> {
    const { mood, clock } = this;
    if (mood.authorize === 'stumbles' && !this.stumbled) {
      this.stumbled = true;
      clock.forward(mood.latencyMs);
      return { kind: 'unknown', cause: 'provider_error' };
    }
    if (mood.authorize === 'silent') {
      clock.forward(CALLER_GIVES_UP_MS);
      return { kind: 'unknown', cause: 'timeout' };
    }
    clock.forward(mood.latencyMs);
    return this.chargeAndCapture(request);
  }

  /** A charge of the right amount is confirmed and captured within the second: both in one turn at the sandbox, heard one by one. */
  private chargeAndCapture(request: AuthorizeRequest): ReturnType<PaymentProvider['authorize']> {
    const { clock, past, real } = this;
    const atMs = clock.nowMs();
    return past.at(atMs, async () => {
      const outcome = await real.authorize({ ...request, remainingMs: CALLER_GIVES_UP_MS });
      const captured =
        outcome.kind === 'authorized' && outcome.amount.amountMinor === request.amount.amountMinor
          ? await real.capture(captureOf(request, outcome.providerReference))
          : null;
      const [newest, before] = await past.newestEvents(2);
      this.heard(captured === null ? newest : before, atMs);
      this.captured = captured === null || newest === undefined ? null : { answer: captured, event: newest };
      return outcome;
    });
  }

  /** Really charges, at this moment; whether anybody hears of it is the story's. */
  charge(request: AuthorizeRequest): ReturnType<PaymentProvider['authorize']> {
    return this.inPast(() => this.real.authorize({ ...request, remainingMs: CALLER_GIVES_UP_MS }));
  }

  lookUp(
    operation: string,
    providerReference: string | null,
    remainingMs: number,
  ): ReturnType<PaymentProvider['lookUp']> {
    return this.looked(() => this.real.lookUp(operation, providerReference, remainingMs));
  }

  lookUpCharge(orderId: string, providerReference: string, remainingMs: number): ReturnType<PaymentProvider['lookUp']> {
    return this.looked(() => this.real.lookUpCharge(orderId, providerReference, remainingMs));
  }

  private async looked(look: () => ReturnType<PaymentProvider['lookUp']>): ReturnType<PaymentProvider['lookUp']> {
    const { mood, clock } = this;
    if (mood.lookUp === 'unanswered') {
      clock.forward(LOOK_UP_GIVES_UP_MS);
      return { kind: 'unknown', cause: 'timeout' };
    }
    clock.forward(60);
    if (mood.lookUp === 'finds_nothing') return { kind: 'not_found' };
    return this.past.at(clock.nowMs(), look);
  }

  async capture(request: FollowUpRequest): ReturnType<PaymentProvider['capture']> {
    if (this.captured !== null && this.mood.followUp === 'answers') {
      this.clock.forward(this.mood.latencyMs / 2);
      this.heard(this.captured.event, this.clock.nowMs());
      return this.captured.answer;
    }
    return this.followUp(() => this.real.capture(request));
  }

  void(request: FollowUpRequest): ReturnType<PaymentProvider['void']> {
    return this.followUp(() => this.real.void(request));
  }

  refund(request: FollowUpRequest): ReturnType<PaymentProvider['refund']> {
    return this.followUp(() => this.real.refund(request));
  }

  private async followUp<T>(call: () => Promise<T>): Promise<T | { kind: 'unknown'; cause: 'timeout' }> {
    if (this.mood.followUp === 'unanswered') {
      this.clock.forward(LOOK_UP_GIVES_UP_MS);
      return { kind: 'unknown', cause: 'timeout' };
    }
    this.clock.forward(this.mood.latencyMs / 2);
    return this.inPast(call);
  }

  private inPast<T>(call: () => Promise<T>): Promise<T> {
    const atMs = this.clock.nowMs();
    return this.past.at(atMs, async () => {
      const answer = await call();
      this.heard((await this.past.newestEvents(1))[0], atMs);
      return answer;
    });
  }

  private heard(event: SignedEvent | undefined, atMs: number): void {
    this.event = event === undefined ? null : { ...event, atMs };
  }
}

const captureOf = ({ orderId, amount }: AuthorizeRequest, providerReference: string): FollowUpRequest => ({
  orderId,
  operation: captureOperation(orderId),
  providerReference,
  amount,
  remainingMs: CALLER_GIVES_UP_MS,
});

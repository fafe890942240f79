/** The payment provider with a meter beside it: how long each payment call took and how many of the others failed. It changes no answer. */
import type { Clock } from '../ports/clock';
import type { PaymentProvider } from '../ports/payment-provider';
import type { PressureMeter } from './pressure-meter';

export interface MeasuredProviderParts {
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  readonly meter: PressureMeter;
}

export function measuredProvider({ provider, clock, meter }: MeasuredProviderParts): PaymentProvider {
  meter.measures(['provider_other_calls', 'provider_other_failures']);
  const other = async <Answer extends { readonly kind: string }>(call: Promise<Answer>): Promise<Answer> => {
    const answer = await call;
    meter.count('provider_other_calls');
    if (answer.kind === 'unknown') meter.count('provider_other_failures');
    return answer;
  };
  return {
    async authorize(request) {
      const sentAtMs = clock.nowMs();
      const outcome = await provider.authorize(request);
      meter.callEnded(clock.nowMs() - sentAtMs);
      return outcome;
    },
    lookUp: (...asked) => other(provider.lookUp(...asked)),
    lookUpCharge: (...asked) => other(provider.lookUpCharge(...asked)),
    capture: (request) => other(provider.capture(request)),
    void: (request) => other(provider.void(request)),
    refund: (request) => other(provider.refund(request)),
  };
}

/**
 * The way to the provider and back, as one process sees it: time, loss, hanging, lies. It guesses nothing: whatever is not a definite
 * answer is `unknown` with its cause, as in the real port.
 */
import type { Region } from '../domain/region';
import { paymentOperation } from '../domain/operation';
import { outcomeOf, type PaymentOutcome, type ProviderPayment, type UnknownCause } from '../domain/payment';
import type { FollowUpAnswer, FollowUpRequest, LookUpAnswer, PaymentProvider } from '../ports/payment-provider';
import type { FaultPlan } from './fault-plan';
import type { ProviderIntent } from './provider-ledger';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { Life, SimulatedProcess } from './simulated-process';
import { HONEST, type Lies, type ProviderReply, type SimulatedProvider } from './simulated-provider';
import type { Trace } from './trace';

export interface ProviderRoad {
  readonly scheduler: Scheduler;
  readonly luck: SeededStream;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly provider: SimulatedProvider;
  /** While true the provider answers no look-up. */
  readonly lookUpsDown: () => boolean;
  /** A call that can move money leaves one of our processes. */
  readonly onSend: (operation: string, orderId: string, region: Region) => void;
  readonly onLookedUp: (operation: string, answer: LookUpAnswer['kind']) => void;
  readonly atStep: (process: SimulatedProcess, fault: 'asleep_at_look_up') => void;
}

type Travelled =
  | { readonly kind: 'reply'; readonly reply: ProviderReply }
  | { readonly kind: 'nothing'; readonly cause: UnknownCause };

/** A forgotten packet is accepted at most this much later; together with the look-up lag it stays under the settle time. */
const LATE_ACCEPT_MS = { least: 5_000, most: 240_000 };
export const LOOKUP_LAG_MS = { least: 1_000, most: 480_000 };

export function providerPort(road: ProviderRoad, life: Life): PaymentProvider {
  const { provider } = road;
  const followUp = async (
    name: string,
    request: FollowUpRequest,
    execute: (lies: Lies) => ProviderReply,
  ): Promise<FollowUpAnswer> => {
    road.onSend(request.operation, request.orderId, life.process.region);
    const travelled = await travel(road, life, `${name} ${request.operation}`, request.remainingMs, execute);
    if (travelled.kind === 'nothing') return { kind: 'unknown', cause: travelled.cause };
    switch (travelled.reply.kind) {
      case 'intent':
        return { kind: 'acknowledged', providerReference: travelled.reply.intent.id };
      case 'refused':
        return { kind: 'refused', code: travelled.reply.code };
      case 'error_500':
        return { kind: 'unknown', cause: 'provider_error' };
      default:
        return travelled.reply satisfies never;
    }
  };
  return {
    async authorize(request) {
      road.onSend(request.operation, request.orderId, life.process.region);
      const { operation, orderId, amount, paymentMethod } = request;
      const charge = { key: operation, operation: payOperation(operation), orderId, ...amount, paymentMethod };
      const travelled = await travel(road, life, `charge ${operation}`, request.remainingMs, (lies) =>
        provider.charge(charge, lies),
      );
      return outcomeOfTravelled(travelled);
    },
    lookUp: (operation, providerReference, remainingMs) =>
      lookUp(road, life, operation, remainingMs, (lagMs) =>
        providerReference === null
          ? provider.search(operation, lagMs)
          : (provider.intents.get(providerReference) ?? null),
      ),
    lookUpCharge: (orderId, providerReference, remainingMs) =>
      lookUp(road, life, paymentOperation(orderId), remainingMs, () => {
        const intent = provider.intents.get(providerReference);
        return intent?.orderId === orderId ? intent : null;
      }),
    capture: (request) =>
      followUp('capture', request, (lies) =>
        provider.capture(request.operation, request.providerReference, request.amount.amountMinor, lies),
      ),
    void: (request) =>
      followUp('void', request, (lies) => provider.cancel(request.operation, request.providerReference, lies)),
    refund: (request) =>
      followUp('refund', request, (lies) =>
        provider.refund(request.operation, request.providerReference, request.amount.amountMinor, lies),
      ),
  };
}

/** The provider's metadata always names the operation, whatever key a (mutated) caller used. */
const payOperation = (operation: string): string => operation.replace(/#.*$/, '');

function outcomeOfTravelled(travelled: Travelled): PaymentOutcome {
  if (travelled.kind === 'nothing') return { kind: 'unknown', cause: travelled.cause };
  switch (travelled.reply.kind) {
    case 'intent':
      return outcomeOf(paymentOf(travelled.reply.intent));
    case 'refused':
      return { kind: 'declined', providerReference: null, declineCode: travelled.reply.code };
    case 'error_500':
      return { kind: 'unknown', cause: 'provider_error' };
    default:
      return travelled.reply satisfies never;
  }
}

export const paymentOf = (intent: ProviderIntent): ProviderPayment => ({
  providerReference: intent.id,
  status: intent.status,
  amount: { amountMinor: intent.amountMinor, currency: intent.currency },
  declineCode: intent.declineCode,
  refundedMinor: intent.refundedMinor,
});

/** One money call there and back. What happens on the way is drawn when it leaves. */
function travel(
  { scheduler, luck, faults, trace }: ProviderRoad,
  life: Life,
  call: string,
  remainingMs: number,
  execute: (lies: Lies) => ProviderReply,
): Promise<Travelled> {
  const fate = fateOf(faults, call);
  const there =
    luck.between(20, 90) +
    (faults.strikes('provider_slow', call) ? faults.stream('provider_slow').between(300, 9_000) : 0);
  return new Promise((resolve) => {
    let open = true;
    const answer = (afterMs: number, travelled: Travelled): void => {
      scheduler.after(afterMs, life, () => {
        if (!open) return false;
        open = false;
        trace.add(
          life.process.name,
          `< ${call}: ${travelled.kind === 'reply' ? travelled.reply.kind : travelled.cause}`,
        );
        resolve(travelled);
        return true;
      });
    };
    const arrive = (afterMs: number, then: (reply: ProviderReply) => void): void => {
      scheduler.after(afterMs, null, () => {
        const reply = execute(fate.lies);
        trace.add('provider', `${call}: ${reply.kind === 'intent' ? reply.intent.status : reply.kind}`);
        then(reply);
        return false;
      });
    };
    trace.add(life.process.name, `> ${call} (${fate.way})`);
    answer(Math.max(1, remainingMs), { kind: 'nothing', cause: 'timeout' });
    switch (fate.way) {
      case 'answered':
        return arrive(there, (reply) => answer(luck.between(20, 90), { kind: 'reply', reply }));
      case 'hang_before':
        return;
      case 'late_accept':
        return arrive(fate.lateMs, () => undefined);
      case 'hang_after':
        return arrive(there, () => undefined);
      case 'error_before':
        return answer(there, { kind: 'reply', reply: { kind: 'error_500' } });
      case 'rate_limited':
        return answer(there, { kind: 'nothing', cause: 'rate_limited' });
      case 'reset_before':
        return answer(there, { kind: 'nothing', cause: 'connection_lost' });
      case 'reset_after':
        return arrive(there, () => answer(10, { kind: 'nothing', cause: 'connection_lost' }));
      default:
        return fate.way satisfies never;
    }
  });
}

interface Fate {
  readonly way:
    | 'answered'
    | 'hang_before'
    | 'late_accept'
    | 'hang_after'
    | 'error_before'
    | 'rate_limited'
    | 'reset_before'
    | 'reset_after';
  readonly lateMs: number;
  readonly lies: Lies;
}

function fateOf(faults: FaultPlan, call: string): Fate {
  const charges = call.startsWith('charge');
  const lies = {
    wrongAmount: charges && faults.strikes('provider_wrong_amount', call),
    wrongCurrency: charges && faults.strikes('provider_wrong_currency', call),
    answers500: faults.strikes('provider_500_after', call),
  };
  const way = (name: Fate['way'], lateMs = 0): Fate => ({ way: name, lateMs, lies });
  if (faults.strikes('provider_hang_before', call)) return way('hang_before');
  if (faults.strikes('provider_late_accept', call))
    return way('late_accept', faults.stream('provider_late_accept').between(LATE_ACCEPT_MS.least, LATE_ACCEPT_MS.most));
  if (faults.strikes('provider_hang_after', call)) return way('hang_after');
  if (faults.strikes('provider_500_before', call)) return way('error_before');
  if (faults.strikes('provider_rate_limited', call)) return way('rate_limited');
  if (faults.strikes('provider_reset_before', call)) return way('reset_before');
  if (faults.strikes('provider_reset_after', call)) return way('reset_after');
  return {
    way: 'answered',
    lateMs: 0,
    lies: lies.wrongAmount || lies.wrongCurrency || lies.answers500 ? lies : HONEST,
  };
}

function lookUp(
  { scheduler, luck, faults, trace, lookUpsDown, onLookedUp, atStep }: ProviderRoad,
  life: Life,
  operation: string,
  remainingMs: number,
  find: (lagMs: number) => ProviderIntent | null,
): Promise<LookUpAnswer> {
  const fails = lookUpsDown() || faults.strikes('lookup_error', operation);
  const lagMs = faults.strikes('lookup_lag', operation)
    ? faults.stream('lookup_lag').between(LOOKUP_LAG_MS.least, LOOKUP_LAG_MS.most)
    : 0;
  return new Promise((resolve) => {
    scheduler.after(luck.between(20, 90), null, () => {
      const intent = find(lagMs);
      const answer: LookUpAnswer = fails
        ? { kind: 'unknown', cause: 'provider_error' }
        : intent === null
          ? { kind: 'not_found' }
          : { kind: 'found', payment: paymentOf(intent) };
      onLookedUp(operation, answer.kind);
      if (!life.over && faults.strikes('asleep_at_look_up', operation)) atStep(life.process, 'asleep_at_look_up');
      scheduler.after(Math.min(remainingMs, luck.between(20, 90)), life, () => {
        trace.add(life.process.name, `< look-up ${operation}: ${answer.kind}`);
        resolve(answer);
        return true;
      });
      return false;
    });
  });
}

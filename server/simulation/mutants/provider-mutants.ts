/** Mistakes in how the provider is called and in how its silence is read. */
import type { PaymentOutcome } from '../../domain/payment';
import type { LookUpAnswer, PaymentProvider } from '../../ports/payment-provider';
import type { Mutant } from '../mutant';
import { paymentOf } from '../provider-port';

export const NEW_KEY_PER_RETRY: Mutant = {
  name: 'new key per retry',
  breaks: 'S1',
  provider: (port) => {
    const tries = new Map<string, number>();
    return {
      ...port,
      authorize: (request) => {
        const attempt = (tries.get(request.operation) ?? 0) + 1;
        tries.set(request.operation, attempt);
        const operation = attempt === 1 ? request.operation : `${request.operation}#${attempt}`;
        return port.authorize({ ...request, operation });
      },
    };
  },
};

/** The port tries again by itself, below the receiver that does so too. */
export const RETRY_AT_TWO_LAYERS: Mutant = {
  name: 'retry at two layers',
  breaks: 'S17',
  provider: (port) => ({
    ...port,
    authorize: async (request) => {
      let outcome = await port.authorize(request);
      for (let again = 0; again < 2 && outcome.kind === 'unknown'; again++) outcome = await port.authorize(request);
      return outcome;
    },
  }),
};

export const TIMEOUT_MEANS_FAILED: Mutant = {
  name: 'timeout means failed',
  breaks: 'S4',
  provider: (port) => ({
    ...port,
    authorize: async (request) => {
      const outcome = await port.authorize(request);
      const declined: PaymentOutcome = { kind: 'declined', providerReference: null, declineCode: 'timeout' };
      return outcome.kind === 'unknown' ? declined : outcome;
    },
  }),
};

export const NOT_FOUND_MEANS_CHARGE_AGAIN: Mutant = {
  name: 'not found means charge again',
  breaks: 'S1',
  provider: (port, { db }) => ({
    ...port,
    lookUp: async (operation, reference, remainingMs) => {
      const answer = await port.lookUp(operation, reference, remainingMs);
      if (answer.kind !== 'not_found') return answer;
      const orderId = operation.slice('pay:'.length);
      const pay = db.operations.of(orderId).find(({ kind }) => kind === 'authorize');
      if (pay === undefined) return answer;
      const { amount, paymentMethod } = pay;
      await port.authorize({
        orderId,
        operation: `${operation}#again`,
        amount,
        paymentMethod: paymentMethod ?? '',
        remainingMs,
      });
      return port.lookUp(operation, reference, remainingMs);
    },
  }),
};

export const NOT_FOUND_AT_ONCE_IS_PROOF: Mutant = {
  name: 'not found at once means never accepted',
  theme: 'lost answers',
  breaks: 'S4',
  settleTimeMs: 0,
};

/** As if it had been asked at the instant at which it is read: the last send is moved back by what went by in between. */
export const LOOK_UP_JUDGED_WHEN_READ: Mutant = {
  name: 'look-up judged when read and not when asked',
  theme: 'lost answers',
  breaks: 'S4',
  receiver: (parts) => {
    const claimed = new Map<string, { lastSendAtMs: number }>();
    return {
      ...parts,
      operations: {
        ...parts.operations,
        claimDue: async (...asked) =>
          (await parts.operations.claimDue(...asked)).map((row) => {
            const held = { ...row, lastSendAtMs: row.lastSendAtMs ?? row.intendedAtMs };
            claimed.set(row.operation, held);
            return held;
          }),
      },
      provider: {
        ...parts.provider,
        lookUp: async (operation, ...asked) => {
          const askedAtMs = parts.clock.nowMs();
          const answer = await parts.provider.lookUp(operation, ...asked);
          const held = claimed.get(operation);
          if (held !== undefined) held.lastSendAtMs -= parts.clock.nowMs() - askedAtMs;
          return answer;
        },
      },
    };
  },
};

/** Any payment that the look-up can find will do. */
export const LOOK_UP_OF_ANOTHER_ORDER: Mutant = {
  name: 'look-up of another order',
  breaks: 'S3',
  provider: (port, { provider }) => ({
    ...port,
    lookUp: async (operation, reference, remainingMs): Promise<LookUpAnswer> => {
      const answer = await port.lookUp(operation, reference, remainingMs);
      const other = [...provider.intents.values()].find(
        (intent) => intent.operation !== operation && intent.status === 'requires_capture',
      );
      return answer.kind === 'not_found' && other !== undefined ? { kind: 'found', payment: paymentOf(other) } : answer;
    },
  }),
};

/** Forgets when an operation was first tried, so that the send window never ends. */
export const RETRY_AFTER_A_DAY: Mutant = {
  name: 'retry after 24 h',
  theme: 'nobody at work',
  breaks: 'S11',
  operations: (store) => ({
    ...store,
    claimDue: async (...args) => (await store.claimDue(...args)).map((row) => ({ ...row, firstAttemptAtMs: null })),
  }),
};

/** A refund that is sent again under another key: money goes back twice. */
export const REFUND_TWICE: Mutant = {
  name: 'refund twice',
  breaks: 'S12',
  provider: (port): PaymentProvider => ({
    ...port,
    capture: async (request) => {
      const answer = await port.capture(request);
      if (answer.kind !== 'acknowledged') return answer;
      const half = { ...request.amount, amountMinor: Math.ceil(request.amount.amountMinor / 2) };
      const refund = { ...request, amount: half };
      await port.refund({ ...refund, operation: `${request.operation}#refund-1` });
      await port.refund({ ...refund, operation: `${request.operation}#refund-2` });
      return answer;
    },
  }),
};

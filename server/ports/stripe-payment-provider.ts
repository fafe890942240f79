/**
 * The payment provider over Stripe's wire protocol, by the official SDK. It retries nothing and guesses nothing: a timeout, a
 * lost connection or a 5xx is `unknown`; only a definite answer of the provider is an outcome.
 */
import Stripe from 'stripe';
import type { PaymentOutcome, ProviderPayment, UnknownCause } from '../domain/payment';
import { outcomeOf, PAYMENT_INTENT_STATUSES, type PaymentIntentStatus } from '../domain/payment';
import { paymentOperation } from '../domain/ids';
import { namedOrder } from '../domain/ledger-sweep/sides';
import type { FollowUpAnswer, LookUpAnswer, PaymentProvider, ProviderEvent, WebhookVerifier } from './payment-provider';

export interface StripeSettings {
  readonly secretKey: string;
  /** What either has signed is believed; one, and two while they rotate. */
  readonly webhookSecrets: readonly string[];
  /** Null: Stripe itself. */
  readonly apiBase: string | null;
  /** Put on every payment where the account is shared; absent or null: it is this store's alone. */
  readonly accountMark?: string | null;
}

/** The name under which the mark stands in a payment's metadata. */
export const MARK_NAME = 'evident_store';

/** The SDK's own retries would be a second layer. */
const NO_RETRIES = 0;
/** Webhooks older than this are refused, as Stripe's SDK does. */
const WEBHOOK_TOLERANCE_S = 300;

export function stripePaymentProvider(settings: StripeSettings): PaymentProvider & WebhookVerifier {
  const stripe = stripeClient(settings);
  return {
    async authorize(request) {
      try {
        const intent = await stripe.paymentIntents.create(
          {
            amount: request.amount.amountMinor,
            currency: request.amount.currency.toLowerCase(),
            payment_method: request.paymentMethod,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
            capture_method: 'manual',
            confirm: true,
            metadata: {
              order_id: request.orderId,
              payment_operation: request.operation,
              ...(settings.accountMark ? { [MARK_NAME]: settings.accountMark } : {}),
            },
          },
          { idempotencyKey: request.operation, timeout: Math.max(1, Math.floor(request.remainingMs)) },
        );
        return outcomeOf(paymentOf(intent));
      } catch (error) {
        return outcomeOfError(error);
      }
    },
    lookUp: (operation, providerReference, remainingMs) =>
      asked(async () => {
        const timeout = Math.max(1, Math.floor(remainingMs));
        if (providerReference !== null) return madeAs(operation, await retrieved(stripe, providerReference, timeout));
        const answer = await stripe.paymentIntents.search(
          {
            query: `metadata['payment_operation']:'${operation.replace(/['\\]/g, '\\$&')}'`,
            limit: 10,
            expand: ['data.latest_charge'],
          },
          { timeout },
        );
        const own = answer.data.filter((intent) => intent.metadata.payment_operation === operation);
        // with several, the one that holds money is the one that matters
        const [first] = own.sort((a, b) => Number(holdsMoney(b)) - Number(holdsMoney(a)));
        return first === undefined ? { kind: 'not_found' } : madeAs(operation, first);
      }),
    lookUpCharge: (orderId, providerReference, remainingMs) =>
      asked(async () => {
        const intent = await retrieved(stripe, providerReference, Math.max(1, Math.floor(remainingMs)));
        const { order_id: named = null, payment_operation: operation = null } = intent.metadata;
        return (namedOrder(named, operation) ?? '') === orderId
          ? { kind: 'found', payment: paymentOf(intent) }
          : { kind: 'not_found' };
      }),
    capture: (request) =>
      followUp(() =>
        stripe.paymentIntents.capture(
          request.providerReference,
          { amount_to_capture: request.amount.amountMinor },
          options(request),
        ),
      ),
    void: (request) =>
      followUp(() =>
        stripe.paymentIntents.cancel(request.providerReference, { cancellation_reason: 'abandoned' }, options(request)),
      ),
    refund: (request) =>
      followUp(() =>
        stripe.refunds.create(
          {
            payment_intent: request.providerReference,
            amount: request.amount.amountMinor,
            metadata: { order_id: request.orderId, payment_operation: request.operation },
          },
          options(request),
        ),
      ),
    verify(rawBody, signatureHeader) {
      for (const secret of settings.webhookSecrets) {
        const event = signedBy(stripe, secret, rawBody, signatureHeader);
        if (event !== null) return eventOf(event);
      }
      return null;
    },
  };
}

export function stripeClient({ apiBase, secretKey }: Pick<StripeSettings, 'secretKey' | 'apiBase'>): Stripe {
  return new Stripe(secretKey, {
    maxNetworkRetries: NO_RETRIES,
    telemetry: false,
    httpClient: sendsOnce(),
    ...address(apiBase),
  });
}

/**
 * Even without retries the SDK repeats a request whose connection was closed, by the error's code; nobody's budget would know of it. The
 * same error under another code is told to whoever asked.
 */
function sendsOnce(): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient();
  const send = client.makeRequest.bind(client);
  client.makeRequest = (...asked) =>
    send(...asked).catch((error: unknown) => {
      throw error instanceof Error && isClosed(error)
        ? Object.assign(new Error(error.message), { code: 'CLOSED' })
        : error;
    });
  return client;
}

const isClosed = (error: Error): boolean =>
  'code' in error && Stripe.HttpClient.CONNECTION_CLOSED_ERROR_CODES.includes(String(error.code));

function address(apiBase: string | null): Stripe.StripeConfig {
  if (apiBase === null) return {};
  const url = new URL(apiBase);
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return { host: url.hostname, port: url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port), protocol };
}

function signedBy(stripe: Stripe, secret: string, rawBody: string, signatureHeader: string): Stripe.Event | null {
  try {
    return stripe.webhooks.constructEvent(rawBody, signatureHeader, secret, WEBHOOK_TOLERANCE_S);
  } catch {
    return null;
  }
}

const options = (request: { operation: string; remainingMs: number }): Stripe.RequestOptions => ({
  idempotencyKey: request.operation,
  timeout: Math.max(1, Math.floor(request.remainingMs)),
});

async function followUp(send: () => Promise<{ readonly id: string }>): Promise<FollowUpAnswer> {
  try {
    return { kind: 'acknowledged', providerReference: (await send()).id };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError)
      return { kind: 'refused', code: error.code ?? 'invalid_request' };
    return { kind: 'unknown', cause: causeOf(error) };
  }
}

const retrieved = (stripe: Stripe, reference: string, timeout: number): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.retrieve(reference, { expand: ['latest_charge'] }, { timeout });

async function asked(look: () => Promise<LookUpAnswer>): Promise<LookUpAnswer> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404)
      return { kind: 'not_found' };
    return { kind: 'unknown', cause: causeOf(error) };
  }
}

/** Only a payment that was made as the operation speaks for it, whatever reference it was asked by. */
function madeAs(operation: string, intent: Stripe.PaymentIntent): LookUpAnswer {
  if (intent.metadata.payment_operation !== operation) return { kind: 'not_found' };
  return { kind: 'found', payment: paymentOf(intent) };
}

function holdsMoney(intent: Stripe.PaymentIntent): boolean {
  return intent.status === 'requires_capture' || intent.status === 'succeeded';
}

export function paymentOf(intent: Stripe.PaymentIntent): ProviderPayment {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const amountMinor =
    intent.status === 'requires_capture'
      ? intent.amount_capturable
      : intent.status === 'succeeded'
        ? intent.amount_received
        : intent.amount;
  return {
    providerReference: intent.id,
    status: statusOf(intent),
    amount: { amountMinor, currency: intent.currency.toUpperCase() },
    declineCode: intent.last_payment_error
      ? (intent.last_payment_error.decline_code ?? intent.last_payment_error.code ?? 'declined')
      : null,
    refundedMinor: charge?.amount_refunded ?? 0,
  };
}

/** A status that this build does not know is open: the provider has not said yes or no in words we can read. */
function statusOf(intent: Stripe.PaymentIntent): PaymentIntentStatus {
  return PAYMENT_INTENT_STATUSES.find((status) => status === intent.status) ?? 'processing';
}

/** A card error is the provider's definite no; every other error leaves the outcome open. */
function outcomeOfError(error: unknown): PaymentOutcome {
  if (error instanceof Stripe.errors.StripeCardError) {
    return {
      kind: 'declined',
      providerReference: error.payment_intent?.id ?? null,
      declineCode: error.decline_code ?? error.code ?? 'declined',
    };
  }
  // refused before execution: the request itself was not acceptable (an unknown payment method), so nothing was charged
  if (
    error instanceof Stripe.errors.StripeInvalidRequestError &&
    error.statusCode === 400 &&
    error.code !== 'idempotency_key_in_use'
  )
    return { kind: 'declined', providerReference: null, declineCode: error.code ?? 'invalid_request' };
  return { kind: 'unknown', cause: causeOf(error) };
}

export function causeOf(error: unknown): UnknownCause {
  if (error instanceof Stripe.errors.StripeRateLimitError) return 'rate_limited';
  if (error instanceof Stripe.errors.StripeConnectionError)
    return /timed? ?out|aborted/i.test(`${error.message} ${String(error.detail ?? '')}`)
      ? 'timeout'
      : 'connection_lost';
  return 'provider_error';
}

/** Only a payment that was made as `pay:ORDER_ID` speaks for that order. */
function orderIdOf(intent: Stripe.PaymentIntent): string | null {
  const orderId = intent.metadata?.order_id;
  return orderId !== undefined && intent.metadata?.payment_operation === paymentOperation(orderId) ? orderId : null;
}

/** The largest amount that a record holds: more than any provider charges at once. */
const MOST_MINOR = 2_147_483_647;
const isText = (value: unknown): boolean => typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(value);
const isAmount = (value: number | undefined): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 0 && value <= MOST_MINOR);

function isReadable({ id }: Stripe.Event, intent: Stripe.PaymentIntent): boolean {
  const { amount, amount_capturable, amount_received, currency, metadata } = intent;
  return (
    typeof amount === 'number' &&
    [amount, amount_capturable, amount_received].every(isAmount) &&
    [id, intent.id, intent.status, currency].every(isText) &&
    !/[\p{Cc}\p{Cs}]/u.test(Object.values(metadata ?? {}).join(''))
  );
}

function eventOf(event: Stripe.Event): ProviderEvent | 'ignored' | 'unreadable' {
  if (!event.type.startsWith('payment_intent.')) return 'ignored';
  const intent = event.data.object as Stripe.PaymentIntent;
  const orderId = orderIdOf(intent);
  if (orderId === null) return 'ignored';
  if (!isReadable(event, intent)) return 'unreadable';
  return {
    eventId: event.id,
    eventType: event.type,
    orderId,
    payment: paymentOf(intent),
    createdAtMs: event.created * 1000,
    payload: {
      id: event.id,
      type: event.type,
      created: event.created,
      data: {
        object: {
          id: intent.id,
          status: intent.status,
          amount: intent.amount,
          currency: intent.currency,
          metadata: intent.metadata,
        },
      },
    },
  };
}

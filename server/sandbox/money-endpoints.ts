/**
 * The calls that can move money: each reads its parameters, says which payment method it would attempt (sentinels
 * go by that), and decides only when asked, on the state of that moment.
 */
import type { z } from 'zod';
import { invalidParameter, refused, resourceMissing } from './errors';
import type { Books } from './books';
import type { FormFields } from './form-body';
import {
  cancelIntentParams,
  captureIntentParams,
  confirmIntentParams,
  createIntentParams,
  createRefundParams,
  readParams,
} from './params';
import { cancelIntent, captureIntent, confirmIntent, createIntent } from './payment-intents';
import type { Circumstances, Decision, IntentRecord, Refusal } from './records';
import { createRefund } from './refunds';

export type PreparedCall = {
  /** The payment method that this call charges, if it charges one. */
  attempts: string | null;
  expand: readonly string[];
  decide: (at: Circumstances) => Decision;
};
export type Prepared = { ok: true; call: PreparedCall } | { ok: false; refusal: Refusal };
export type MoneyEndpoint = (fields: FormFields, id: string, books: Books) => Prepared;

export const MONEY_ENDPOINTS: Record<string, MoneyEndpoint> = {
  'POST /v1/payment_intents': endpoint(createIntentParams, {
    attempts: (params) => (params.confirm ? (params.payment_method ?? null) : null),
    decide: (params, _id, _books, at) => createIntent(params, at),
  }),
  'POST /v1/payment_intents/:id/confirm': endpoint(confirmIntentParams, {
    attempts: (params, id, books) => params.payment_method ?? books.intents.get(id)?.payment_method ?? null,
    decide: (params, id, books, at) => onIntent(books, id, (intent) => confirmIntent(intent, params, at)),
  }),
  'POST /v1/payment_intents/:id/capture': endpoint(captureIntentParams, {
    decide: (params, id, books) => onIntent(books, id, (intent) => captureIntent(intent, params)),
  }),
  'POST /v1/payment_intents/:id/cancel': endpoint(cancelIntentParams, {
    decide: (params, id, books, at) => onIntent(books, id, (intent) => cancelIntent(intent, params, at)),
  }),
  'POST /v1/refunds': endpoint(createRefundParams, {
    decide: (params, _id, books, at) => {
      const found = intentToRefund(params, books);
      return 'status' in found && 'executed' in found ? refused(found) : createRefund(found, params, at);
    },
  }),
};

type Params = { expand: string[] };

function endpoint<T extends Params>(
  schema: z.ZodType<T>,
  calls: {
    attempts?: (params: T, id: string, books: Books) => string | null;
    decide: (params: T, id: string, books: Books, at: Circumstances) => Decision;
  },
): MoneyEndpoint {
  return (fields, id, books) => {
    const parsed = readParams(schema, fields);
    if (!parsed.ok) return parsed;
    const { params } = parsed;
    return {
      ok: true,
      call: {
        attempts: calls.attempts?.(params, id, books) ?? null,
        expand: params.expand,
        decide: (at) => calls.decide(params, id, books, at),
      },
    };
  };
}

function onIntent(books: Books, id: string, decide: (intent: IntentRecord) => Decision): Decision {
  const intent = books.intents.get(id);
  return intent ? decide(intent) : refused(resourceMissing('payment_intent', id, 'intent', 404));
}

function intentToRefund(params: z.infer<typeof createRefundParams>, books: Books): IntentRecord | Refusal {
  if (params.payment_intent !== undefined) {
    const id = params.payment_intent;
    return books.intents.get(id) ?? resourceMissing('payment_intent', id, 'payment_intent', 400);
  }
  if (params.charge === undefined) {
    return invalidParameter('One of charge or payment_intent is required.', 'parameter_missing', 'payment_intent');
  }
  const charged = books.charges.get(params.charge);
  const intent = charged && books.intents.get(charged.intent.id);
  return intent ?? resourceMissing('charge', params.charge, 'charge', 400);
}

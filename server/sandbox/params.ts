/**
 * What each call accepts. Strict: a parameter that Stripe does not know, or that this sandbox does not honour, is
 * refused by name, so that nothing is silently ignored here which would matter there.
 */
import { z } from 'zod';
import { invalidParameter } from './errors';
import type { FormFields } from './form-body';
import type { Refusal } from './records';

const MOST_MINOR = 99_999_999;
const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

const text = z.string().max(5_000);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const integer = z
  .string()
  .regex(/^\d{1,15}$/, 'Invalid integer')
  .transform(Number);
const amount = integer.refine((value) => value >= 1 && value <= MOST_MINOR, `Must be from 1 to ${MOST_MINOR}`);
const currency = z
  .string()
  .toLowerCase()
  .refine((value) => CURRENCIES.has(value), 'Invalid currency');
const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((entries) => Object.keys(entries).length <= 50, 'At most 50 keys')
  .default({});
const expand = z.array(text).default([]);
const attempt = {
  payment_method: text.optional(),
  return_url: text.optional(),
  off_session: flag.optional(),
  error_on_requires_action: flag.optional(),
  expand,
};

export const createIntentParams = z.strictObject({
  ...attempt,
  amount,
  currency,
  metadata,
  confirm: flag.default(false),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).default('automatic_async'),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  payment_method_types: z.array(text).default(['card']),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  description: text.optional(),
  receipt_email: text.optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
});
export const confirmIntentParams = z.strictObject({ ...attempt, receipt_email: text.optional() });
export const captureIntentParams = z.strictObject({ amount_to_capture: amount.optional(), expand });
export const cancelIntentParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand,
});
export const createRefundParams = z.strictObject({
  payment_intent: text.optional(),
  charge: text.optional(),
  amount: amount.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata,
  expand,
});

const created = z
  .union([
    integer.transform((at) => ({ gte: at, lte: at, gt: undefined, lt: undefined })),
    z.strictObject({
      gte: integer.optional(),
      lte: integer.optional(),
      gt: integer.optional(),
      lt: integer.optional(),
    }),
  ])
  .optional();
export type CreatedWindow = z.infer<typeof created>;
const limit = integer.refine((value) => value >= 1 && value <= 100, 'Must be from 1 to 100').default(10);
const pageParams = {
  created,
  limit,
  starting_after: text.optional(),
  ending_before: text.optional(),
  expand,
};
export const retrieveParams = z.strictObject({ client_secret: text.optional(), expand });
export const listIntentsParams = z.strictObject(pageParams);
export const listOfIntentParams = z.strictObject({
  ...pageParams,
  payment_intent: text.optional(),
  charge: text.optional(),
});
export const listEventsParams = z.strictObject({
  ...pageParams,
  type: text.optional(),
  types: z.array(text).optional(),
});
export const searchParams = z.strictObject({
  query: text,
  limit,
  page: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .default(0),
  expand,
});

export type Parsed<T> = { ok: true; params: T } | { ok: false; refusal: Refusal };

/** The parameters, or Stripe's words for the first one that is wrong. */
export function readParams<T>(schema: z.ZodType<T>, fields: FormFields): Parsed<T> {
  const result = schema.safeParse(fields);
  if (result.success) return { ok: true, params: result.data };
  const issue = result.error.issues[0];
  const names = [...(issue?.path ?? [])].map(String);
  if (issue?.code === 'unrecognized_keys') {
    const param = bracketed([...names, issue.keys[0] ?? '']);
    return no(`Received unknown parameter: ${param}`, 'parameter_unknown', param);
  }
  const param = bracketed(names);
  const missing = names.length === 1 && fields[names[0] ?? ''] === undefined;
  if (missing) return no(`Missing required param: ${param}.`, 'parameter_missing', param);
  return no(`Invalid ${param}: ${issue?.message ?? 'wrong value'}`, 'parameter_invalid', param);
}

const no = (message: string, code: string, param: string) => ({
  ok: false as const,
  refusal: invalidParameter(message, code, param),
});

const bracketed = ([head = '', ...rest]: string[]) => head + rest.map((name) => `[${name}]`).join('');

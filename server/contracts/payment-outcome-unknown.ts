/** Nobody knows yet what became of a payment: not a failure. */
import { z } from 'zod';
import { Contract } from './contract';
import { field } from './field';

export const paymentOutcomeUnknown = Contract.first(
  'Nobody knows yet what became of a payment; it may or may not hold money.',
  z.strictObject({
    cause: field(
      z.enum([
        'timeout',
        'connection_lost',
        'provider_error',
        'rate_limited',
        'not_found_yet',
        'caller_died',
        'requires_action',
        'processing',
      ]),
      'why it is not known: what happened to the call, or what the provider itself still waits for',
    ),
    provider_reference: field(
      z.string().min(1).max(255).nullable(),
      "the provider's own id of the payment; null while none is known",
    ),
  }),
);

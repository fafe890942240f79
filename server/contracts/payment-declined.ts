/** The provider said no. */
import { z } from 'zod';
import { Contract } from './contract';
import { field } from './field';

export const paymentDeclined = Contract.first(
  'The provider said no: nothing is held.',
  z.strictObject({
    provider_reference: field(
      z.string().min(1).max(255).nullable(),
      "the provider's own id of the payment; null where it made none",
    ),
    decline_code: field(z.string().max(100), "the provider's word for why, for staff; a customer is never shown it"),
  }),
);

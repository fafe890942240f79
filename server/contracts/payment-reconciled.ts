/** What machines proved about money that was uncertain. */
import { z } from 'zod';
import { Contract } from './contract';
import { field } from './field';

export const paymentReconciled = Contract.first(
  'Machines proved that no money is held, or that it was given back.',
  z.strictObject({
    verdict: field(
      z.enum(['never_accepted', 'voided', 'refunded']),
      'never_accepted: no charge ever existed, proven after the settle time. voided: a hold was released. refunded: captured money was given back in full',
    ),
    provider_reference: field(
      z.string().min(1).max(255).nullable(),
      "the provider's own id of the payment; null where it never accepted one",
    ),
  }),
);

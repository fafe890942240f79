/** The provider holds money for an order. */
import { z } from 'zod';
import { Contract } from './contract';
import { currencyCode, field, minorUnits, providerReference } from './field';

const v1 = z.strictObject({
  provider_reference: providerReference("the provider's own id of the payment"),
  amount_minor: minorUnits('what the provider holds, as the provider says; not what the order asked for'),
  currency: currencyCode('the currency in which the provider holds it'),
});

const v2 = z.strictObject({
  ...v1.shape,
  observed_at_ms: field(
    z.number().int().nullable(),
    "when the provider's word was seen first, by the clock of whoever saw it; of a webhook the provider's own time. Null: told in version 1, which did not say",
    'milliseconds since 1970-01-01T00:00:00Z',
  ),
});

export const paymentAuthorized = Contract.first('The provider holds money for an order.', v1).next(v2, {
  why: 'A new field: how old the evidence was when the order was decided could not be told from the message.',
  lift: (was) => ({ ...was, observed_at_ms: null }),
  lower: ({ observed_at_ms: _notSaid, ...was }) => was,
});

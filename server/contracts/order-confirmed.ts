/** An order is confirmed: told to whoever mails the customer and counts the sale. */
import { z } from 'zod';
import { Contract } from './contract';
import { currencyCode, field, instantMs, minorUnits } from './field';

const told = {
  reference: field(z.string().max(40), 'what the customer reads out over a phone'),
  email: field(z.string().max(320), 'where the customer wants the confirmation'),
  total_minor: minorUnits('the total that the server computed when the order was placed, and that was authorized'),
  currency: currencyCode('the currency of the total'),
};

const v1 = z.strictObject({
  ...told,
  confirmed_at_ms: instantMs(
    'when the owning process began to decide, by its own clock; the decision was committed later, after a pause perhaps much later',
  ),
});

const v2 = z.strictObject({
  ...told,
  confirmed_at_ms: instantMs(
    "the instant of the decision in the order's record (orders.transitions.decided_at): the same that the customer and the evidence are shown",
  ),
});

export const orderConfirmed = Contract.first('An order is confirmed; this is final.', v1).next(v2, {
  why: "Another meaning of confirmed_at_ms, of the same type, hence another contract: sales were counted in the hour in which a process began to decide, and did not agree with the orders' record at the turn of an hour.",
  // not copied: the envelope was recorded in the decision's transaction, at the instant that version 2 means
  lift: (was, { recordedAtMs }) => ({ ...was, confirmed_at_ms: recordedAtMs }),
  // what version 1 means cannot be made from version 2; a writer of version 1 writes it from the start
  lower: null,
});

'use server';

import { redirect } from 'next/navigation';
import { keepMemory, sessionMemory } from '../../session-memory';
import { placeOrder } from '../../store-api';
import { forgetOpened, keepCheckout, keptCheckout, leaveCart } from '../../visitor';
import { type CheckoutPhase, phaseAfterSending } from './checkout-phase';

/** Sends the order under its own id. What was sent once is kept, so that every later try carries the very same body. */
export async function sendOrder(form: FormData): Promise<CheckoutPhase> {
  const orderId = String(form.get('order_id'));
  const kept = await keptCheckout(orderId);
  if (kept === null)
    return { kind: 'refused', text: 'This checkout is not open in this browser any more. Nothing was sent.' };
  const sentBefore = kept.paymentMethod !== undefined;
  const email = sentBefore ? kept.email : String(form.get('email')).trim();
  const paymentMethod = kept.paymentMethod ?? String(form.get('payment_method'));
  await keepCheckout(orderId, { ...kept, email, paymentMethod });
  const { cartId, cartVersion } = kept;
  const order = { orderId, cartId, cartVersion, email, paymentMethod };
  const answer = await keepMemory(await placeOrder(order, await sessionMemory()));
  if (neverTaken(answer)) await keepCheckout(orderId, { ...kept, email, paymentMethod: undefined });
  if (answer.kind === 'refused' && [404, 409].includes(answer.status)) await forgetOpened(orderId);
  if (answer.kind === 'ok' && answer.status < 300) await leaveCart(cartId);
  return phaseAfterSending(answer);
}

/** The same for a browser without scripts. */
export async function sendOrderAndGo(_before: CheckoutPhase, form: FormData): Promise<CheckoutPhase> {
  const phase = await sendOrder(form);
  if (phase.kind !== 'answered') return phase;
  const orderId = String(form.get('order_id'));
  const kept = await keptCheckout(orderId);
  redirect(`/orders/${orderId}?token=${encodeURIComponent(kept?.token ?? '')}`);
}

/** Refused before anything was kept: the customer may still correct the form. */
function neverTaken(answer: Awaited<ReturnType<typeof placeOrder>>): boolean {
  return answer.kind === 'refused' && [400, 404, 409, 429].includes(answer.status);
}

import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { OrderSummary } from '@/components/store/order-summary';
import type { Cart, OrderLine } from '@/components/store/resources';
import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { sessionMemory } from '../../session-memory';
import { demoMethodsOn, readCart, readOrder } from '../../store-api';
import { keptCheckout } from '../../visitor';
import { CheckoutForm } from './checkout-form';
import { phaseOnLoad } from './checkout-phase';

export const metadata: Metadata = { title: 'Checkout' };

/** Only while the cart is still what the checkout was opened for. */
function linesOf(cart: Cart | null, cartVersion: number): readonly OrderLine[] {
  if (cart === null || cart.version !== cartVersion) return [];
  return cart.lines.map(({ sku, name, quantity, unit_price }) => ({ sku, name, quantity, price: unit_price }));
}

export default async function CheckoutPage({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params;
  const kept = await keptCheckout(orderId);
  if (kept === null) notFound();
  const memory = await sessionMemory();
  const [order, cart] = await Promise.all([
    readOrder({ orderId, token: kept.token, memory }),
    readCart(kept.cartId, memory),
  ]);
  const cartNow = cart.kind === 'ok' ? cart.body : null;
  const cartMoved = cartNow !== null && cartNow.version !== kept.cartVersion;
  const phase = phaseOnLoad(order, { sentBefore: kept.paymentMethod !== undefined, cartMoved });
  const statusHref = `/orders/${orderId}?token=${encodeURIComponent(kept.token)}`;
  if (phase.kind === 'answered') redirect(statusHref);
  const total = order.kind === 'ok' ? order.body.total : cartMoved ? null : (cartNow?.total ?? null);
  return (
    <StoreShell>
      <div className={columns.columns}>
        <CheckoutForm
          orderId={orderId}
          token={kept.token}
          email={kept.email}
          paymentMethod={kept.paymentMethod ?? null}
          total={total}
          statusHref={statusHref}
          demonstration={demoMethodsOn()}
          onLoad={phase}
        />
        <aside className={columns.card} aria-label="Your order">
          <OrderSummary reference={kept.reference} lines={linesOf(cartNow, kept.cartVersion)} total={total} />
        </aside>
      </div>
    </StoreShell>
  );
}

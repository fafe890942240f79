import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { OrderSummary } from '@/components/store/order-summary';
import type { Cart, Catalog, OrderLine } from '@/components/store/resources';
import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { demoMethodsOn, readCart, readCatalog, readOrder } from '../../store-api';
import { keptCheckout } from '../../visitor';
import { CheckoutForm } from './checkout-form';
import { phaseOnLoad } from './checkout-phase';

export const metadata: Metadata = { title: 'Checkout', referrer: 'no-referrer' };

function linesOf(cart: Cart | null, catalog: Catalog | null): readonly OrderLine[] {
  return (cart?.lines ?? []).map(({ sku, quantity }) => {
    const product = catalog?.products.find((each) => each.sku === sku);
    return { sku, quantity, name: product?.name, price: product?.price };
  });
}

export default async function CheckoutPage({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params;
  const kept = await keptCheckout(orderId);
  if (kept === null) notFound();
  const [order, cart, catalog] = await Promise.all([
    readOrder({ orderId, token: kept.token }),
    readCart(kept.cartId),
    readCatalog(),
  ]);
  const phase = phaseOnLoad(order, kept.paymentMethod !== undefined);
  const statusHref = `/orders/${orderId}?token=${encodeURIComponent(kept.token)}`;
  if (phase.kind === 'answered') redirect(statusHref);
  const cartNow = cart.kind === 'ok' ? cart.body : null;
  const total = order.kind === 'ok' ? order.body.total : (cartNow?.total ?? null);
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
          <OrderSummary
            reference={kept.reference}
            lines={linesOf(cartNow, catalog.kind === 'ok' ? catalog.body : null)}
            total={total}
          />
        </aside>
      </div>
    </StoreShell>
  );
}

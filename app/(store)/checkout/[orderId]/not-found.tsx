import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { ButtonLink } from '@/components/ui/button';

export default function CheckoutNotHere() {
  return (
    <StoreShell>
      <div className={columns.columns}>
        <section>
          <h1>This checkout is not open in this browser.</h1>
          <p className={columns.sub}>
            It may have been opened elsewhere, or more than a day ago. Nothing is charged by opening a checkout. If you
            placed the order, the link in your confirmation shows where it stands.
          </p>
          <p style={{ marginTop: 24 }}>
            <ButtonLink href="/cart" size="lg">
              Back to the cart
            </ButtonLink>
          </p>
        </section>
      </div>
    </StoreShell>
  );
}

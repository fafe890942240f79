import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { ButtonLink } from '@/components/ui/button';

export default function StatusNotFound() {
  return (
    <StoreShell>
      <div className={columns.columns}>
        <section>
          <h1>This link does not open an order.</h1>
          <p className={columns.sub}>
            A status link works only as a whole: copy it again from your confirmation, or call +33 1 55 50 42 42 and
            read out the order reference. If you have paid, your order is safe; do not order again because of this page.
          </p>
          <p style={{ marginTop: 24 }}>
            <ButtonLink href="/" size="lg">
              To the shop
            </ButtonLink>
          </p>
        </section>
      </div>
    </StoreShell>
  );
}

import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { ButtonLink } from '@/components/ui/button';

export default function NotFound() {
  return (
    <StoreShell>
      <div className={columns.columns}>
        <section>
          <h1>Nothing is at this address.</h1>
          <p className={columns.sub}>Orders and carts are not affected by this page.</p>
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

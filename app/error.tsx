'use client';

import { StoreProblem } from '@/components/store/store-problem';
import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { Button } from '@/components/ui/button';

/** A page of the shop that broke; nothing is sent by loading it again. */
export default function PageError({ error }: { error: Error & { readonly digest?: string } }) {
  return (
    <StoreShell>
      <div className={columns.columns}>
        <section>
          <h1>This page could not be shown.</h1>
          <p className={columns.sub}>Carts and orders are kept. An order that you placed is not placed again.</p>
          <StoreProblem>
            Please load it again. Nothing is sent or charged by that.
            {error.digest ? (
              <>
                {' '}
                If you call us, read out <span className="id">{error.digest}</span>.
              </>
            ) : null}
          </StoreProblem>
          <Button kind="primary" size="lg" onClick={() => location.reload()}>
            Load it again
          </Button>
        </section>
      </div>
    </StoreShell>
  );
}

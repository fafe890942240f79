'use client';

import { Button } from '@/components/ui/button';
import { NotReadable } from '@/components/ui/proof';

/** The frame of the console broke, for a page that is older than the build that answers now as well: the shop's words would be of carts. */
export default function ConsoleError({ error }: { error: Error & { readonly digest?: string } }) {
  return (
    <main style={{ padding: 24 }}>
      <NotReadable
        title="The console could not be drawn."
        action={<Button onClick={() => location.reload()}>Load it again</Button>}
      >
        Orders and payments go on without it, and nothing was sent by it. A newer build may answer by now: loading the
        page again fetches it. If it breaks again, quote <span className="id">{error.digest ?? error.message}</span>
      </NotReadable>
    </main>
  );
}

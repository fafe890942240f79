'use client';

import { Button } from '@/components/ui/button';
import { NotReadable } from '@/components/ui/proof';

/** A page of the console that broke; the others, the search and the mode stay in reach around it. */
export default function DeskError({ error }: { error: Error & { readonly digest?: string } }) {
  return (
    <NotReadable
      title="This page could not be drawn."
      action={<Button onClick={() => location.reload()}>Load it again</Button>}
    >
      Orders and payments go on without it, and nothing was sent by it. If it breaks again, quote{' '}
      <span className="id">{error.digest ?? error.message}</span>
    </NotReadable>
  );
}

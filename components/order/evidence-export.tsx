'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { refusalOf, useTRPC } from '@/components/trpc';
import { Button, ButtonLink } from '@/components/ui/button';
import { orderHref } from '@/server/domain/order-href';
import styles from './evidence-export.module.css';
import { savePack } from './evidence-file';

/** The evidence as a file, made by the server at this click; and the page to print it from. */
export function EvidenceExport({ orderId }: { orderId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const pack = useMutation({
    mutationFn: () =>
      queries.fetchQuery(trpc.support.orders.evidencePack.queryOptions({ orderId }, { staleTime: 0, gcTime: 0 })),
    onSuccess: savePack,
  });
  return (
    <>
      <p className={styles.act}>
        <Button size="sm" onClick={() => !pack.isPending && pack.mutate()} aria-disabled={pack.isPending}>
          <IconDownload size={14} stroke={1.6} aria-hidden />
          Evidence as JSON
        </Button>
        <ButtonLink size="sm" href={`${orderHref(orderId)}/evidence`} prefetch={false}>
          <IconPrinter size={14} stroke={1.6} aria-hidden />
          Print
        </ButtonLink>
      </p>
      <p className="meta" role="status">
        {pack.isError ? `No file was made. ${refusalOf(pack.error).message} Press again.` : null}
      </p>
    </>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { savePack } from '@/components/order/evidence-file';
import { EvidencePrint } from '@/components/order/evidence-print';
import { OrderSkeleton } from '@/components/order/order-skeleton';
import { useTRPC } from '@/components/trpc';
import { Button, ButtonLink } from '@/components/ui/button';
import { ProofOfEmptiness } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { orderHref } from '@/server/domain/order-href';
import styles from './evidence-desk.module.css';

/** The pack is made once, when the page opens: what is printed and what is saved from here are the same pack. */
export function EvidenceDesk({ orderId }: { orderId: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.support.orders.evidencePack.queryOptions(
      { orderId },
      { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  return (
    <ReadState
      query={query}
      what={`The evidence of ${orderId}`}
      skeleton={<OrderSkeleton orderId={orderId} />}
      notFound={
        <ProofOfEmptiness title={`No order has the id ${orderId}.`}>
          Looked in the records of the region that would own it.
        </ProofOfEmptiness>
      }
    >
      {(pack) => (
        <>
          <p className={styles.act}>
            <Button kind="primary" onClick={() => window.print()}>
              <IconPrinter size={14} stroke={1.6} aria-hidden />
              Print
            </Button>
            <Button onClick={() => savePack(pack)}>
              <IconDownload size={14} stroke={1.6} aria-hidden />
              Save this pack as JSON
            </Button>
            <ButtonLink kind="quiet" href={orderHref(orderId)} prefetch={false}>
              Back to the order
            </ButtonLink>
          </p>
          <EvidencePrint pack={pack} />
        </>
      )}
    </ReadState>
  );
}

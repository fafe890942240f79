import { shortenMiddle } from '@/components/ui/id';
import { Bar, TableSkeleton } from '@/components/ui/skeleton';
import styles from './order-skeleton.module.css';

/** The page of an order that is being read: its id is known already, everything else keeps its place. */
export function OrderSkeleton({ orderId }: { orderId: string }) {
  return (
    <div role="status" aria-label={`Reading ${orderId}`}>
      <h1 className={styles.head}>{shortenMiddle(orderId, 20)}</h1>
      <div className={styles.answer}>
        <Bar width="82%" />
        <Bar width="64%" />
      </div>
      <div className={styles.act}>
        <Bar width="142px" />
      </div>
      <TableSkeleton rows={12} columns={3} label="Evidence" />
    </div>
  );
}

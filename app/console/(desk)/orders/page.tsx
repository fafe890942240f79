import type { Metadata } from 'next';
import { OrdersDesk } from './orders-desk';

export const metadata: Metadata = { title: 'Orders' };

export default function OrdersPage() {
  return <OrdersDesk />;
}

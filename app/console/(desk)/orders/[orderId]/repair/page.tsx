import type { Metadata } from 'next';
import { OrderRepairDesk } from './order-repair-desk';

interface OrderRepairPageProps {
  readonly params: Promise<{ orderId: string }>;
}

export async function generateMetadata({ params }: OrderRepairPageProps): Promise<Metadata> {
  return { title: `Repair ${decodeURIComponent((await params).orderId)}` };
}

export default async function OrderRepairPage({ params }: OrderRepairPageProps) {
  const { orderId } = await params;
  return <OrderRepairDesk orderId={decodeURIComponent(orderId)} />;
}

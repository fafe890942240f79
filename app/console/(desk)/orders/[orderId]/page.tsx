import type { Metadata } from 'next';
import { OrderDesk } from './order-desk';

interface OrderPageProps {
  readonly params: Promise<{ orderId: string }>;
}

export async function generateMetadata({ params }: OrderPageProps): Promise<Metadata> {
  return { title: decodeURIComponent((await params).orderId) };
}

export default async function OrderPage({ params }: OrderPageProps) {
  const { orderId } = await params;
  return <OrderDesk orderId={decodeURIComponent(orderId)} />;
}

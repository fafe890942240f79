import type { Metadata } from 'next';
import { EvidenceDesk } from './evidence-desk';

interface EvidencePageProps {
  readonly params: Promise<{ orderId: string }>;
}

export async function generateMetadata({ params }: EvidencePageProps): Promise<Metadata> {
  return { title: `Evidence of ${decodeURIComponent((await params).orderId)}` };
}

export default async function EvidencePage({ params }: EvidencePageProps) {
  const { orderId } = await params;
  return <EvidenceDesk orderId={decodeURIComponent(orderId)} />;
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { REGIONS } from '@/server/domain/region';
import { CaseDesk } from './case-desk';

interface CasePageProps {
  readonly params: Promise<{ region: string; orderId: string; caseId: string }>;
}

/** Many are open at once: a tab says whose it is. */
export async function generateMetadata({ params }: CasePageProps): Promise<Metadata> {
  const { orderId } = await params;
  return { title: orderId === '-' ? 'Case without an order' : `Case of ${decodeURIComponent(orderId)}` };
}

export default async function CasePage({ params }: CasePageProps) {
  const { caseId, orderId, region: named } = await params;
  const region = REGIONS.find((each) => each === named);
  if (region === undefined) notFound();
  return (
    <CaseDesk
      caseRef={{
        region,
        orderId: orderId === '-' ? '' : decodeURIComponent(orderId),
        caseId: decodeURIComponent(caseId),
      }}
    />
  );
}

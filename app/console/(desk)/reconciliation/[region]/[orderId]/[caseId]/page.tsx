import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { REGIONS } from '@/server/domain/region';
import { CaseDesk } from './case-desk';

export const metadata: Metadata = { title: 'Case' };

interface CasePageProps {
  readonly params: Promise<{ region: string; orderId: string; caseId: string }>;
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

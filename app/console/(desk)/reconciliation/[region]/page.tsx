import type { Metadata } from 'next';
import { CaseFinder } from './case-finder';

export const metadata: Metadata = { title: 'Case' };

/**
 * `/console/reconciliation/CASE_ID`: a case by its id alone, as it is written in a message or said on a phone. Next wants one name for one place
 * in an address, and a case's own address begins with its region.
 */
export default async function CaseByIdPage({ params }: { params: Promise<{ region: string }> }) {
  const { region: caseId } = await params;
  return <CaseFinder caseId={decodeURIComponent(caseId)} />;
}

import type { Metadata } from 'next';
import { CasesDesk } from './cases-desk';

export const metadata: Metadata = { title: 'Reconciliation' };

export default function ReconciliationPage() {
  return <CasesDesk />;
}

import type { Metadata } from 'next';
import { QueueDesk } from './queue-desk';

export const metadata: Metadata = { title: 'Reconciliation' };

export default function ReconciliationPage() {
  return <QueueDesk />;
}

import type { Metadata } from 'next';
import { BulkJobsDesk } from './bulk-jobs-desk';

export const metadata: Metadata = { title: 'Bulk jobs' };

export default function BulkJobsPage() {
  return <BulkJobsDesk />;
}

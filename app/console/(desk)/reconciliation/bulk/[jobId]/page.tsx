import type { Metadata } from 'next';
import { BulkJobDesk } from './bulk-job-desk';

export const metadata: Metadata = { title: 'Bulk job' };

export default async function BulkJobPage({ params }: { params: Promise<{ jobId: string }> }) {
  const { jobId } = await params;
  return <BulkJobDesk jobId={decodeURIComponent(jobId)} />;
}

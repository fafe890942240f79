import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { isRegion } from '@/server/domain/region';
import { SampleDesk } from './sample-desk';

export const metadata: Metadata = { title: 'Sample of agreement' };

export default async function SamplePage({ params }: { params: Promise<{ region: string; sampleId: string }> }) {
  const { region, sampleId } = await params;
  if (!isRegion(region)) notFound();
  return <SampleDesk region={region} sampleId={decodeURIComponent(sampleId)} />;
}

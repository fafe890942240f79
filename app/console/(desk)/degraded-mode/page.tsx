import type { Metadata } from 'next';
import { DegradedDesk } from './degraded-desk';

export const metadata: Metadata = { title: 'Degraded mode' };

export default function DegradedModePage() {
  return <DegradedDesk />;
}

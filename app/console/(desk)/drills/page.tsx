import type { Metadata } from 'next';
import { DrillsDesk } from './drills-desk';

export const metadata: Metadata = { title: 'Drills' };

export default function DrillsPage() {
  return <DrillsDesk />;
}

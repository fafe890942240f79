import type { Metadata } from 'next';
import { AmbiguityDesk } from './ambiguity-desk';

export const metadata: Metadata = { title: 'Recurring ambiguity' };

export default function AmbiguityPage() {
  return <AmbiguityDesk />;
}

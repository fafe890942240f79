import type { Metadata } from 'next';
import { OwnershipDesk } from './ownership-desk';

export const metadata: Metadata = { title: 'Ownership' };

export default function OwnershipPage() {
  return <OwnershipDesk />;
}

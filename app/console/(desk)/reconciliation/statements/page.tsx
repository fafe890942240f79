import type { Metadata } from 'next';
import { StatementsDesk } from './statements-desk';

export const metadata: Metadata = { title: 'Settlement statements' };

export default function StatementsPage() {
  return <StatementsDesk />;
}

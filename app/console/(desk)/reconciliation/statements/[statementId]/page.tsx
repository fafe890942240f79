import type { Metadata } from 'next';
import { StatementDesk } from './statement-desk';

export const metadata: Metadata = { title: 'Settlement statement' };

interface StatementPageProps {
  readonly params: Promise<{ statementId: string }>;
}

export default async function StatementPage({ params }: StatementPageProps) {
  const { statementId } = await params;
  return <StatementDesk statementId={statementId} />;
}

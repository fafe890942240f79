import type { Metadata } from 'next';
import { AuditDesk } from './audit-desk';

export const metadata: Metadata = { title: 'Audit' };

export default function AuditPage() {
  return <AuditDesk />;
}

import '@/components/store/goods.css';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';

export const metadata: Metadata = {
  title: { default: 'North Quay', template: '%s · North Quay' },
  description: 'Things that last in a kitchen.',
};

/** Every page of the shop answers for this visitor and this moment. */
export const dynamic = 'force-dynamic';

export default function StoreLayout({ children }: { children: ReactNode }) {
  return children;
}

import '@/components/store/goods.css';
import type { Metadata } from 'next';
import type { ReactNode } from 'react';

export const metadata: Metadata = {
  title: { default: 'North Quay', template: '%s · North Quay' },
  description: 'Things that last in a kitchen.',
  // Never `no-referrer` where a form is: without scripts a browser would then post it as from nowhere, and it would be refused.
  referrer: 'same-origin',
};

/** Every page of the shop answers for this visitor and this moment. */
export const dynamic = 'force-dynamic';

export default function StoreLayout({ children }: { children: ReactNode }) {
  return children;
}

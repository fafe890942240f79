import type { Metadata } from 'next';
import { NowDesk } from './now-desk';

export const metadata: Metadata = { title: 'Now' };

export default function NowPage() {
  return <NowDesk />;
}

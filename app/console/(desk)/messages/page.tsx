import type { Metadata } from 'next';
import { MessagesDesk } from './messages-desk';

export const metadata: Metadata = { title: 'Messages' };

export default function MessagesPage() {
  return <MessagesDesk />;
}

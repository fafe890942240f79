import type { Metadata } from 'next';
import { ControlsDesk } from './controls-desk';

export const metadata: Metadata = { title: 'Controls' };

export default function ControlsPage() {
  return <ControlsDesk />;
}

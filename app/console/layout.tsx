import type { Metadata } from 'next';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ServerStateProvider } from '@/components/server-state';
import { ThemeProvider } from '@/components/ui/theme-provider';

export const metadata: Metadata = {
  title: { default: 'Console', template: '%s · Evident' },
  robots: { index: false },
  referrer: 'same-origin',
};

export const dynamic = 'force-dynamic';

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <ThemeProvider>
      <NuqsAdapter>
        <ServerStateProvider>{children}</ServerStateProvider>
      </NuqsAdapter>
    </ThemeProvider>
  );
}

'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '@/server/routers/index';

export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();

export type Outputs = inferRouterOutputs<AppRouter>;

/** Behind the push: every panel asks again this often. */
export const POLL_MS = 2_000;
/** Lists move more slowly than one order. */
export const POLL_LIST_MS = 5_000;

/** Reads travel together; an action travels alone, so that a slow one holds nothing up. */
const openClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        true: httpLink({ url: '/api/trpc' }),
        false: httpBatchLink({ url: '/api/trpc', maxItems: 12 }),
      }),
    ],
  });

/** A failed read is tried again by its own polling; data that is there stays, with its age. */
const openQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: 'always', staleTime: 1_000 },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

/** The code that the server gave ("NOT_FOUND"), null when nobody answered. */
export function refusalOf(error: unknown): { readonly code: string | null; readonly message: string } {
  if (!(error instanceof TRPCClientError)) return { code: null, message: 'No answer.' };
  const data: unknown = error.data;
  const code = typeof data === 'object' && data !== null && 'code' in data ? String(data.code) : null;
  return { code, message: error.message };
}

export function ServerStateProvider({ children }: { children: ReactNode }) {
  const [queries] = useState(openQueries);
  const [client] = useState(openClient);
  return (
    <QueryClientProvider client={queries}>
      <TRPCProvider queryClient={queries} trpcClient={client}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

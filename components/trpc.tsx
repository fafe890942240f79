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

export interface ToldRefusal {
  /** The server's code ("NOT_FOUND"), null when nobody answered. */
  readonly code: string | null;
  readonly message: string;
  readonly next: string | null;
  readonly requestId: string | null;
}

/** What the server said about why not; an error without an answer is no refusal. */
export function refusalOf(error: unknown): ToldRefusal {
  const silent = { code: null, message: 'No answer.', next: null, requestId: null };
  if (!(error instanceof TRPCClientError)) return silent;
  const data = (error as TRPCClientError<AppRouter>).data;
  if (data === null || data === undefined) return silent;
  return {
    code: data.code,
    message: error.message,
    next: data.refusal?.next ?? null,
    requestId: data.requestId ?? null,
  };
}

/** The id of one click: a second send of it has no second effect. */
export function newClickId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
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

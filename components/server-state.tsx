'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import type { StepUpAsked } from '@/server/domain/step-up';
import type { AppRouter } from '@/server/routers/index';
import { type AskPassword, fetchConfirmed } from './fetch-confirmed';
import { StepUpDialog } from './operations/step-up-dialog';
import { TRPCProvider } from './trpc';

/**
 * Reads travel together; an action travels alone, so that a slow one holds nothing up. What takes the password is asked for in place, and
 * then the same action is sent again.
 */
const openClient = (ask: AskPassword) =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'mutation',
        true: httpLink({ url: '/api/trpc', fetch: fetchConfirmed(ask) }),
        false: splitLink({
          condition: ({ type }) => type === 'subscription',
          true: httpSubscriptionLink({ url: '/api/trpc' }),
          false: httpBatchLink({ url: '/api/trpc', maxItems: 12 }),
        }),
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

interface PasswordAsked {
  readonly stepUp: StepUpAsked;
  readonly answer: (confirmed: boolean) => void;
}

/** One is asked for at a time: what was asked before is answered as let be. */
function putOff(before: PasswordAsked | null, next: PasswordAsked): PasswordAsked {
  before?.answer(false);
  return next;
}

export function ServerStateProvider({ children }: { children: ReactNode }) {
  const [queries] = useState(openQueries);
  const [asked, setAsked] = useState<PasswordAsked | null>(null);
  const [client] = useState(() =>
    openClient((stepUp) => new Promise((answer) => setAsked((before) => putOff(before, { stepUp, answer })))),
  );
  const answered = (confirmed: boolean) => {
    asked?.answer(confirmed);
    setAsked(null);
  };
  return (
    <QueryClientProvider client={queries}>
      <TRPCProvider queryClient={queries} trpcClient={client}>
        {children}
        {asked === null ? null : (
          <StepUpDialog key={asked.stepUp.objectHash} stepUp={asked.stepUp} answered={answered} />
        )}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

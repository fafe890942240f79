'use client';

import { TRPCClientError } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import type { AppRouter } from '@/server/routers/index';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export type Outputs = inferRouterOutputs<AppRouter>;

/** A panel that nobody tells of changes asks again this often. */
export const POLL_MS = 2_000;
/** Lists move more slowly than one order. */
export const POLL_LIST_MS = 5_000;

export interface ToldRefusal {
  /** The server's code ("NOT_FOUND"), null when nobody answered. */
  readonly code: string | null;
  readonly message: string;
  readonly next: string | null;
  readonly requestId: string | null;
  /** Nobody foresaw it: what broke there says nothing of what was done before. */
  readonly broke: boolean;
}

/** What the server said about why not; an error without an answer is no refusal. */
export function refusalOf(error: unknown): ToldRefusal {
  const silent = { code: null, message: 'No answer.', next: null, requestId: null, broke: false };
  if (!(error instanceof TRPCClientError)) return silent;
  const data = (error as TRPCClientError<AppRouter>).data;
  if (data === null || data === undefined) return silent;
  return {
    code: data.code,
    message: error.message,
    next: data.refusal?.next ?? null,
    requestId: data.requestId ?? null,
    broke: data.refusal?.code === 'internal',
  };
}

/** The id of one click: a second send of it has no second effect. */
export function newClickId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { refusalOf } from '@/components/trpc';
import { Button, ButtonLink } from './button';
import { LostLine } from './lost-line';
import { NotReadable } from './proof';
import { useHere } from './use-here';

interface ReadStateProps<Data> {
  readonly query: UseQueryResult<Data, unknown>;
  /** What is being read, for the words: "The open cases". */
  readonly what: string;
  /** Of the same size as what will stand there. */
  readonly skeleton: ReactNode;
  readonly notFound?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** The session has ended: nothing is shown that this browser may no longer see. */
function SignedOut({ what }: { what: string }) {
  const here = useHere();
  return (
    <NotReadable
      title={`${what} cannot be shown: your session has ended.`}
      action={
        <ButtonLink href={`/console/sign-in?next=${encodeURIComponent(here)}`} kind="primary" prefetch={false}>
          Sign in again
        </ButtonLink>
      }
    >
      Nothing was lost. You come back to this page.
    </NotReadable>
  );
}

/** Whether what stands around already says that the connection is lost. */
const SaidAround = createContext(false);

/** The four faces of anything read: being read, not readable, read, and read but the connection is lost. */
export function ReadState<Data>({ query, what, skeleton, notFound, children }: ReadStateProps<Data>) {
  const saidAround = useContext(SaidAround);
  const again = () => void query.refetch();
  if (query.isError && refusalOf(query.error).code === 'UNAUTHORIZED') return <SignedOut what={what} />;
  if (query.data !== undefined)
    return (
      <>
        {query.isError && !saidAround ? (
          <LostLine error={query.error} readAtMs={query.dataUpdatedAt} tryNow={again} />
        ) : null}
        <SaidAround value={saidAround || query.isError}>{children(query.data)}</SaidAround>
      </>
    );
  if (!query.isError) return skeleton;
  const { code, message, next, requestId } = refusalOf(query.error);
  if (code === 'NOT_FOUND' && notFound) return notFound;
  return (
    <NotReadable
      title={`${what} could not be read.`}
      requestId={requestId ?? undefined}
      action={<Button onClick={again}>Try now</Button>}
    >
      {message} {next ?? 'Orders and payments go on without this page; it tries again by itself.'}
    </NotReadable>
  );
}

'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { refusalOf } from '@/components/trpc';
import { Button } from './button';
import { LostLine } from './lost-line';
import { NotReadable } from './proof';

interface ReadStateProps<Data> {
  readonly query: UseQueryResult<Data, unknown>;
  /** What is being read, for the words: "The open cases". */
  readonly what: string;
  /** Of the same size as what will stand there. */
  readonly skeleton: ReactNode;
  readonly notFound?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** The four faces of anything read: being read, not readable, read, and read but the connection is lost. */
export function ReadState<Data>({ query, what, skeleton, notFound, children }: ReadStateProps<Data>) {
  const again = () => void query.refetch();
  if (query.data !== undefined)
    return (
      <>
        {query.isError ? <LostLine readAtMs={query.dataUpdatedAt} tryNow={again} /> : null}
        {children(query.data)}
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

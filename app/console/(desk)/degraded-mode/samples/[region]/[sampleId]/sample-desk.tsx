'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import answer from '@/components/order/answer.module.css';
import { type Outputs, useTRPC } from '@/components/trpc';
import { CheckMark } from '@/components/ui/marks';
import { NotReadable, NothingYet } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { orderHref } from '@/server/domain/order-href';
import type { Region } from '@/server/domain/region';

type Rows = NonNullable<Outputs['onCall']['mode']['sample']>;

function Sample({ rows }: { rows: Rows }) {
  const apart = rows.filter(({ agrees }) => !agrees).length;
  if (rows.length === 0)
    return (
      <NothingYet title="No payment to ask about.">
        The episode touched none, or this sample is not known here.
      </NothingYet>
    );
  return (
    <>
      <p className={answer.answer} data-tone={apart === 0 ? 'green' : 'amber'}>
        <b>{apart === 0 ? `All ${rows.length} agree.` : `${apart} of ${rows.length} do not agree.`}</b> Each row is our
        record of a payment beside the provider’s own answer to a look-up.
      </p>
      <div className={table.scroll} role="region" aria-label="The sample" tabIndex={0}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>Order</th>
              <th>Our record</th>
              <th>The provider’s word</th>
              <th>Asked</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.orderId}>
                <td>
                  <CheckMark holds={row.agrees} />{' '}
                  <Link href={orderHref(row.orderId)} className={table.id} prefetch={false}>
                    {row.orderId}
                  </Link>
                </td>
                <td>{row.ours}</td>
                <td>{row.theirs === 'no_answer' ? 'no answer, which proves nothing' : row.theirs}</td>
                <td>
                  <Time at={row.askedAtMs} form="millis" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The sample behind line 1 of the checklist, row by row; what does not agree comes first. */
export function SampleDesk({ region, sampleId }: { region: Region; sampleId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.onCall.mode.sample.queryOptions({ region, sampleId }));
  return (
    <>
      <h1>Sample of agreement, {region}</h1>
      <ReadState
        query={query}
        what="The sample"
        skeleton={<TableSkeleton rows={10} columns={4} label="Reading the sample" />}
      >
        {(rows) =>
          rows === null ? (
            <NotReadable title={`Region ${region} was not reached.`}>
              The sample lies there. Reload when the region answers.
            </NotReadable>
          ) : (
            <Sample rows={rows} />
          )
        }
      </ReadState>
    </>
  );
}

import Link from 'next/link';
import { shortenMiddle } from '@/components/ui/id';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { person } from '@/server/domain/evidence-sentence';
import type { Role } from '@/server/domain/permissions';
import { answeredBy, isLate, type WaitingProposal } from '@/server/domain/proposal';
import { repairHref } from './queue-row';
import { repairWords } from './repair-record';

export interface ProposalRow extends WaitingProposal {
  readonly region: string;
}

interface ProposalsTableProps {
  readonly rows: readonly ProposalRow[];
  /** Who looks at it. */
  readonly me: { readonly email: string | null; readonly role: Role | null };
  readonly nowMs: number;
}

/** Repairs that wait for a second person, without a case: a row opens the order's repair page, where it is answered. */
export function ProposalsTable({ me, nowMs, rows }: ProposalsTableProps) {
  return (
    <div className={table.scroll} role="region" aria-label="Repairs without a case" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 112 }} />
          <col style={{ width: 212 }} />
          <col style={{ width: 210 }} />
          <col />
          <col style={{ width: 168 }} />
          <col className={table.wide} style={{ width: 76 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Waits since</th>
            <th>Order</th>
            <th>Repair</th>
            <th>Asked by, because</th>
            <th>May answer</th>
            <th className={table.wide}>Region</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.repairId}>
              <td>
                <span className={isLate(row, nowMs) ? 'tone' : undefined} data-tone="red">
                  <Time at={row.proposedAtMs} relativeTo={nowMs} />
                  {isLate(row, nowMs) ? ', late' : ''}
                </span>
              </td>
              <td>
                <Link className={table.id} href={repairHref({ orderId: row.orderId, caseId: null })} prefetch={false}>
                  {shortenMiddle(row.orderId, 24)}
                </Link>
              </td>
              <td>{repairWords(row)}</td>
              <td className={`soft ${table.second}`} title={row.reason}>
                {person(row.proposedBy)}: “{row.reason}”
              </td>
              <td className={table.second}>{answeredBy(row, me)}</td>
              <td className={`soft ${table.wide}`}>{row.region}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import Link from 'next/link';
import { CrossMark } from '@/components/ui/marks';
import { NoneFound } from '@/components/ui/proof';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { orderHref } from '@/server/domain/order-href';
import { ORDER_STATE_WORDS } from '@/server/domain/order-state-words';
import type { RegionOwnership } from './ownership-view';

interface FencedTriesProps {
  readonly regions: readonly RegionOwnership[];
  readonly notReached: readonly string[];
  readonly nowMs: number;
  readonly readAtMs: number;
}

/** Writers that came too late, of the last day: each was refused and changed nothing. */
export function FencedTries({ notReached, nowMs, readAtMs, regions }: FencedTriesProps) {
  const tries = regions.flatMap(({ fenced }) => fenced).toSorted((a, b) => b.atMs - a.atMs);
  if (tries.length === 0)
    return (
      <NoneFound title="No writer came too late in the last 24 hours" notReached={notReached}>
        Looked at in {regions.map(({ region }) => region).join(' and ')}, as of <Time at={readAtMs} />.
      </NoneFound>
    );
  return (
    <div className={table.scroll} role="region" aria-label="Fenced tries" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 150 }} />
          <col />
          <col style={{ width: 90 }} />
          <col style={{ width: 170 }} />
          <col className={table.wide} style={{ width: 200 }} />
          <col className={table.wide} style={{ width: 190 }} />
        </colgroup>
        <thead>
          <tr>
            <th>Refused</th>
            <th>Order</th>
            <th className={table.number}>Shard</th>
            <th>Epoch</th>
            <th className={table.wide}>Would have made it</th>
            <th className={table.wide}>Who</th>
          </tr>
        </thead>
        <tbody>
          {tries.map((each) => (
            <tr key={`${each.region}/${each.orderId}/${each.atMs}`}>
              <td className={table.when}>
                <CrossMark /> <Time at={each.atMs} relativeTo={nowMs} />
              </td>
              <td className={table.second}>
                <Link href={orderHref(each.orderId)} className={table.id} prefetch={false}>
                  {each.orderId}
                </Link>
              </td>
              <td className={table.number}>
                <span className={table.label}>shard </span>
                {each.shard}
              </td>
              <td>
                <span className={table.label}>epoch </span>
                {each.triedEpoch}, current was {each.currentEpoch}
              </td>
              <td className={`soft ${table.wide}`}>
                {each.triedState === null ? 'nothing: a note or a release' : ORDER_STATE_WORDS[each.triedState].word}
              </td>
              <td className={`soft ${table.wide}`}>
                {each.actor.replace('system:', '')} in {each.region}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

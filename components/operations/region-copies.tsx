import table from '@/components/ui/table.module.css';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { behindMs, FRESH_ENOUGH_MS } from '@/server/domain/freshness';
import { roughSpan, span } from '@/server/domain/instant-words';
import type { RegionCopies as Copies } from '@/server/domain/region-copies';

const count = new Intl.NumberFormat('en');

/** How far each region's copies of the other are: what customers read near them, and the last known of a region that is cut off. */
export function RegionCopies({ copies, nowMs }: { copies: Copies; nowMs: number }) {
  const { ofPeer, peer, region, untold, untoldSinceMs } = copies;
  const behind = behindMs(ofPeer, nowMs);
  const late = behind > FRESH_ENOUGH_MS;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Copy</th>
          <th className={table.number}>Behind</th>
          <th>What it means</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td className="medium">
            {region}’s copy of {peer}
          </td>
          <td className={table.number}>
            <span className={late ? 'tone medium' : undefined} data-tone={late ? 'amber' : undefined}>
              {ofPeer === null ? 'not told yet' : span(behind)}
            </span>
          </td>
          <td className={`soft ${table.second}`}>
            {ofPeer === null ? null : (
              <>
                complete until <Time at={ofPeer.completeUntilMs} form="clock" zone={CONSOLE_ZONE} />;{' '}
              </>
            )}
            {late
              ? `past the boundary of ${span(FRESH_ENOUGH_MS)}: ${peer} is asked, and its last known shown where it cannot be`
              : `answers reads of ${peer}’s carts and orders here`}
          </td>
        </tr>
        <tr>
          <td className="medium">
            {peer}’s copy of {region}
          </td>
          <td className={table.number}>{untoldSinceMs === null ? 'nothing' : roughSpan(nowMs - untoldSinceMs)}</td>
          <td className={`soft ${table.second}`}>
            {untold === 0
              ? `${peer} has acknowledged every change of this region`
              : `${count.format(untold)} ${untold === 1 ? 'order or cart' : 'orders and carts'} that ${peer} has not acknowledged`}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

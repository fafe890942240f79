import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { type RegionAnswer, reached } from './region-messages';

/** Refused before anything of it was read: too long, or no message at all. Its digest finds it at its sender. */
export function RefusedTable({ regions }: { regions: readonly RegionAnswer[] }) {
  const rows = reached(regions).flatMap(({ refused, region }) => refused.map((each) => ({ region, ...each })));
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Door</th>
          <th>Reason</th>
          <th className={table.number}>Times</th>
          <th className={table.number}>Largest</th>
          <th className={table.wide}>Digest of the last</th>
          <th className={table.number}>Last</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ door, lastAtMs, lastDigest, mostBytes, reason, region, times }) => (
          <tr key={`${region} ${door} ${reason}`}>
            <td className="medium">
              {door}, {region}
            </td>
            <td className={table.second}>{reason}</td>
            <td className={table.number}>
              {times.toLocaleString('en')}
              <span className={table.label}> times</span>
            </td>
            <td className={`soft ${table.number}`}>
              <span className={table.label}>largest </span>
              {mostBytes.toLocaleString('en')} bytes
            </td>
            <td className={`${table.wide} ${table.id}`} title={lastDigest}>
              {lastDigest.slice(0, 16)}…
            </td>
            <td className={`soft ${table.number}`}>
              <span className={table.label}>last </span>
              <Time at={lastAtMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { type RegionAnswer, reached } from './region-messages';

type Newest = Readonly<Record<string, number>>;

/** What differs from the newest, or that nothing does: nine times "1" says nothing. */
function versionsInWords(versions: Newest, newest: Newest): string {
  const behind = Object.keys(newest).filter((schema) => (versions[schema] ?? 0) < (newest[schema] ?? 1));
  if (behind.length === 0) return 'the newest of each';
  return `${behind.map((schema) => `${schema} ${versions[schema] ?? 'not known'}`).join(', ')}, else the newest`;
}

/** Every process that is alive, with its build and what it says it reads and writes; as told within the last seconds. */
export function ProcessesTable({ nowMs, regions }: { regions: readonly RegionAnswer[]; nowMs: number }) {
  const rows = reached(regions).flatMap(({ readers, versions }) => {
    const newest = Object.fromEntries(versions.map((each) => [each.schema, each.newest]));
    return readers.map((reader) => ({ ...reader, newest }));
  });
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Build</th>
          <th>Process</th>
          <th className={table.wide}>Acts for</th>
          <th>Reads</th>
          <th>Writes</th>
          <th className={table.number}>Seen</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ build, consumers, newest, process, reads, region, role, seenAtMs, writes }) => (
          <tr key={process}>
            <td className={table.id} title={process}>
              {build}
            </td>
            <td>
              {role}, {region}
            </td>
            <td className={`soft ${table.wide}`}>{consumers.join(', ') || 'nobody'}</td>
            <td className={`soft ${table.second}`} title={JSON.stringify(reads)}>
              <span className={table.label}>reads </span>
              {consumers.length === 0 ? 'acts on none' : versionsInWords(reads, newest)}
            </td>
            <td className={`soft ${table.second}`} title={JSON.stringify(writes)}>
              <span className={table.label}>writes </span>
              {versionsInWords(writes, newest)}
            </td>
            <td className={`soft ${table.number} ${table.when}`}>
              <span className={table.label}>seen </span>
              <Time at={seenAtMs} relativeTo={nowMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

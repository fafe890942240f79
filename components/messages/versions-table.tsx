import { CheckMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import { type RegionAnswer, reached } from './region-messages';
import styles from './versions.module.css';

/** Which version of each message is written where; it turns to the newest by itself when every live reader reads it. */
export function VersionsTable({ regions }: { regions: readonly RegionAnswer[] }) {
  const known = reached(regions);
  const rows = known[0]?.versions ?? [];
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th className={styles.schema}>Message</th>
          <th>Read by</th>
          <th className={`${table.number} ${styles.newest}`}>Newest</th>
          {known.map(({ region }) => (
            <th key={region}>Written in {region}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ consumers, newest, schema }) => (
          <tr key={schema}>
            <td className="medium">{schema}</td>
            <td className={`soft ${table.second}`}>
              <span className={table.label}>read by </span>
              {consumers.join(', ') || 'the other region'}
            </td>
            <td className={table.number}>
              <span className={table.label}>newest </span>
              {newest}
            </td>
            {known.map(({ region, versions }) => {
              const written = versions.find((each) => each.schema === schema)?.written ?? 1;
              return (
                <td key={region} className={table.second}>
                  <span className={styles.written}>
                    <CheckMark holds={written === newest} />
                    <span className={table.label}>written </span>
                    {written}
                    {written < newest ? <span className="faint">until every reader reads {newest}</span> : null}
                    <span className={styles.where}>in {region}</span>
                  </span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { type EvidencePack, PACK_SECTIONS } from '@/server/domain/evidence-pack/evidence-pack';
import styles from './evidence-print.module.css';

/** What the file holds besides what is printed, and how the two are held against each other. */
export function EvidencePrintSections({ pack }: { pack: EvidencePack }) {
  const { digests, head, records, records_digest } = pack;
  return (
    <section className={styles.section}>
      <h2>The file</h2>
      <p>
        The file <span className={styles.mono}>evidence-{records.order.order_id}.json</span> holds all of it. This
        command says whether a file is what was printed here; it needs nothing of the store:
      </p>
      <p className={styles.command}>
        npm run evidence -- verify FILE --head {head} --digest {records_digest}
      </p>
      <p>
        The chain proves each row against the one before it. The digests bind the other records to it. Whoever rewrites
        a whole file can compute both anew; they cannot change what stands on this paper.
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Section</th>
            <th scope="col">Records</th>
            <th scope="col">Digest (SHA-256)</th>
          </tr>
        </thead>
        <tbody>
          {PACK_SECTIONS.map((section) => {
            const held = records[section];
            return (
              <tr key={section}>
                <td>{section.replaceAll('_', ' ')}</td>
                <td>{Array.isArray(held) ? held.length : 1}</td>
                <td className={styles.mono}>{digests[section]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

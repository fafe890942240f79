import Link from 'next/link';
import { CheckMark } from '@/components/ui/marks';
import { Time } from '@/components/ui/time';
import { roughSpan } from '@/server/domain/instant-words';
import { orderHref } from '@/server/domain/order-href';
import type { ReviewOfRegion } from './ownership-view';
import styles from './recovery-review.module.css';

interface RecoveryReviewProps {
  readonly regions: readonly ReviewOfRegion[];
  readonly notReached: readonly string[];
}

function verdict({ notReached, regions }: RecoveryReviewProps): { readonly holds: boolean; readonly words: string } {
  if (notReached.length > 0)
    return { holds: false, words: `Not yet: ${notReached.join(', ')} is not reached, and nothing is known of it.` };
  const open = regions.flatMap(({ lines, region }) =>
    lines.filter(({ holds }) => !holds).map(({ id }) => `${id} in ${region}`),
  );
  return open.length === 0
    ? { holds: true, words: 'Normal promises may return: every line holds in both regions.' }
    : { holds: false, words: `Not yet. Open: ${open.join(', ')}.` };
}

/** What a cut touched, in each region, line by line with its evidence. */
export function RecoveryReviewShown({ notReached, regions }: RecoveryReviewProps) {
  const { holds, words } = verdict({ notReached, regions });
  return (
    <>
      <p className={styles.verdict} role="status">
        <CheckMark holds={holds} /> <b>{words}</b>
      </p>
      <div className={styles.regions}>
        {regions.map((each) => (
          <section key={each.region} aria-label={`Review of ${each.region}`}>
            <h3>{each.region}</h3>
            <ul className={styles.lines}>
              {each.lines.map((line) => (
                <li key={line.id}>
                  <CheckMark holds={line.holds} /> <span>{line.text}</span>
                </li>
              ))}
            </ul>
            <p className="meta">
              Touched:{' '}
              {each.touched.length === 0
                ? 'no order'
                : each.touched.map(({ count, state }) => `${count} ${state}`).join(', ')}
              {each.unfinished.oldestAtMs === null
                ? '.'
                : `; the oldest that is not final waits for ${roughSpan(each.nowMs - each.unfinished.oldestAtMs)}.`}
            </p>
            {each.sample.filter(({ agreement }) => agreement !== 'agrees').length === 0 ? null : (
              <ul className={styles.sample}>
                {each.sample
                  .filter(({ agreement }) => agreement !== 'agrees')
                  .map(({ orderId, provider, recorded }) => (
                    <li key={orderId}>
                      <Link href={orderHref(orderId)} prefetch={false} className="id">
                        {orderId}
                      </Link>{' '}
                      recorded {recorded}, the provider {provider === null ? 'did not tell' : `says ${provider}`}
                    </li>
                  ))}
              </ul>
            )}
            <p className="meta">
              as of <Time at={each.nowMs} />
            </p>
          </section>
        ))}
      </div>
    </>
  );
}

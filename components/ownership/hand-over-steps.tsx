import { CheckMark, DotMark } from '@/components/ui/marks';
import { Time } from '@/components/ui/time';
import { FROM_STEPS, HAND_OVER_WORDS } from '@/server/domain/hand-over';
import { roughSpan } from '@/server/domain/instant-words';
import styles from './hand-over-steps.module.css';
import type { HandOverShown } from './ownership-view';

const count = new Intl.NumberFormat('en');

/** One hand-over as its old owner sees it: the steps that were reached, when, and how far the running one is. */
export function HandOverSteps({ handOver, nowMs }: { handOver: HandOverShown; nowMs: number }) {
  const { ordersCarried, ordersLookedAt, ordersTotal, step, steps, waitsFor } = handOver;
  const ended = step === 'done' || step === 'aborted';
  const reached = new Map(steps.map((each) => [each.step, each.atMs]));
  const shown =
    step === 'aborted' ? [...FROM_STEPS.filter((each) => reached.has(each)), 'aborted' as const] : FROM_STEPS;
  return (
    <div className={styles.handOver}>
      <p className={styles.head}>
        <b>
          Shard {handOver.shard}: {handOver.from} to {handOver.to}
        </b>{' '}
        <span className="soft">
          {handOver.startedBy.replace('staff:', '')}, <Time at={handOver.startedAtMs} form="day-clock" />: “
          {handOver.reason}”
        </span>
      </p>
      <ol className={styles.steps}>
        {shown.map((each) => {
          const at = reached.get(each);
          const isNow = each === step;
          return (
            <li key={each} aria-current={isNow ? 'step' : undefined} data-reached={at !== undefined}>
              {at === undefined ? (
                <DotMark tone="neutral" dashed />
              ) : isNow && !ended ? (
                <DotMark tone="blue" dashed />
              ) : (
                <CheckMark holds tone={each === 'aborted' ? 'neutral' : 'green'} />
              )}
              <span className={isNow ? 'medium' : undefined}>{HAND_OVER_WORDS[each].word}</span>
              <span className={styles.when}>
                {at === undefined ? '' : <Time at={at} near={handOver.startedAtMs} />}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="meta" aria-live="polite">
        {HAND_OVER_WORDS[step].means}{' '}
        {ordersTotal === null
          ? `${count.format(ordersLookedAt)} orders looked at`
          : `${count.format(ordersTotal)} orders`}
        , {count.format(ordersCarried)} carried.
        {handOver.closedEpoch === null ? '' : ` Closed under epoch ${handOver.closedEpoch}.`}
        {handOver.acceptedEpoch === null ? '' : ` Opened under epoch ${handOver.acceptedEpoch}.`}
        {waitsFor === null || ended ? '' : ` Waits for: ${waitsFor}.`}
        {ended ? '' : ` In this step for ${roughSpan(nowMs - handOver.stepAtMs)}.`}
      </p>
    </div>
  );
}

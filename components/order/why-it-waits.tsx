import { DotMark } from '@/components/ui/marks';
import { Time } from '@/components/ui/time';
import type { Explanation } from '@/server/domain/explanation/explanation';
import { WAITING_CAUSE_WORDS } from '@/server/domain/explanation/causes';
import { countdown } from '@/server/domain/instant-words';
import styles from './know-cannot-know.module.css';
import { RailSection } from './rail';

interface WhyItWaitsProps {
  readonly explanation: Pick<Explanation, 'awaited' | 'cause' | 'missing' | 'nextStep'>;
  readonly nowMs: number;
  /** The timeline row that holds a piece of evidence; null when it is not shown. */
  readonly rowOf: (seq: number) => string | null;
}

/** The cause, what led to it, what should be there by now or soon, and what happens next. An order that waits for nothing has none. */
export function WhyItWaits({ explanation, nowMs, rowOf }: WhyItWaitsProps) {
  const { awaited, cause, missing, nextStep } = explanation;
  if (cause === null) return null;
  const row = cause.evidenceSeqs.map(rowOf).find((key) => key !== null);
  const words = WAITING_CAUSE_WORDS[cause.cause];
  return (
    <RailSection title="Why it waits" aside={cause.cause}>
      <ul className={styles.facts}>
        <li>
          <DotMark tone="amber" />
          <span>
            {row ? (
              <a className={styles.fact} href={`#${row}`}>
                {words}.
              </a>
            ) : (
              `${words}.`
            )}
            {cause.before.map((each) => (
              <small key={each}>before: {WAITING_CAUSE_WORDS[each]}</small>
            ))}
          </span>
        </li>
        {[...missing, ...awaited].map(({ dueAtMs, text }) => (
          <li key={text}>
            <DotMark tone={dueAtMs > nowMs ? 'neutral' : 'amber'} dashed />
            <span>
              {dueAtMs > nowMs ? 'Expected' : 'Missing'}: {text}
              <small>
                {dueAtMs > nowMs
                  ? `in ${countdown(dueAtMs - nowMs)}, by `
                  : `${countdown(nowMs - dueAtMs)} late, was due `}
                <Time at={dueAtMs} near={nowMs} />
              </small>
            </span>
          </li>
        ))}
        {nextStep === null ? null : (
          <li>
            <DotMark tone="blue" />
            <span>
              Next: {nextStep.text}
              {nextStep.atMs === null ? null : (
                <small>
                  <Time at={nextStep.atMs} near={nowMs} />
                  {nextStep.atMs > nowMs ? `, in ${countdown(nextStep.atMs - nowMs)}` : ', due now'}
                </small>
              )}
            </span>
          </li>
        )}
      </ul>
    </RailSection>
  );
}

import { OrderStateMark } from '@/components/order/order-state';
import { LocalTime } from '@/components/ui/local-time';
import type { KeptNote } from '@/server/domain/kept-intent';
import type { OrderResource } from './resources';
import styles from './status-steps.module.css';
import { type Step, stepsOf } from './status-words';
import { instantOf } from './wire';

interface StatusStepsProps {
  readonly order: OrderResource;
  /** "We ask again in 41 s.", or nothing. */
  readonly nextCheck: string | null;
  /** What is of another day says so. */
  readonly nowMs: number;
}

/** What a kept order waits for; its things are not held meanwhile. */
function KeptStep({ kept, nowMs }: { kept: KeptNote; nowMs: number }) {
  if (kept.expired) return <span className="medium">Could not be placed in time</span>;
  return (
    <span className="medium">
      Waits to be placed
      <small>
        By itself, until <LocalTime at={Date.parse(kept.until)} near={nowMs} /> or not at all. Your things are not held
        until then.
      </small>
    </span>
  );
}

function StepText({ step, order, nextCheck, nowMs }: StatusStepsProps & { step: Step }) {
  const heldUntil = instantOf(order.held_until);
  switch (step.what) {
    case 'received':
      return <span>Order received</span>;
    case 'held':
      if (order.kept !== undefined) return <KeptStep kept={order.kept} nowMs={nowMs} />;
      if (step.mark !== 'order_confirmed' && order.state !== 'order_intent_saved')
        return <span>Items no longer held</span>;
      return (
        <span>
          Items held for you
          {heldUntil !== null && step.mark === 'order_confirmed' && order.state !== 'order_confirmed' ? (
            <>
              {' '}
              until <LocalTime at={heldUntil} near={nowMs} />
            </>
          ) : null}
        </span>
      );
    case 'bank':
      return (
        <span className={step.current ? 'medium' : undefined}>
          {order.state === 'needs_reconciliation' ? 'A person checks your payment' : 'Contacting your bank'}
          {order.state === 'payment_pending' && nextCheck ? <small>The answer is late. {nextCheck}</small> : null}
        </span>
      );
    case 'end':
      if (order.state === 'failed_safely') return <span className="medium">Not completed, nothing kept</span>;
      return (
        <span className={step.current ? 'medium' : undefined}>
          Confirmed
          {order.email ? (
            <small>
              {step.current ? 'We have written to' : 'We also write to'} {order.email}.
            </small>
          ) : null}
        </span>
      );
    default:
      return step.what satisfies never;
  }
}

export function StatusSteps({ order, nextCheck, nowMs }: StatusStepsProps) {
  const created = Date.parse(order.created_at);
  const updated = Date.parse(order.updated_at);
  return (
    <ol className={styles.steps}>
      {stepsOf(order.state, instantOf(order.held_until) !== null).map((step) => (
        <li
          key={step.what}
          data-tone={step.tone}
          data-open={step.settledAfter ? undefined : ''}
          data-later={step.tone === 'neutral' && !step.current ? '' : undefined}
          aria-current={step.current ? 'step' : undefined}
        >
          <span className={styles.mark}>
            <OrderStateMark state={step.mark} live={step.current} />
          </span>
          <StepText step={step} order={order} nextCheck={nextCheck} nowMs={nowMs} />
          <span className={styles.when}>
            {step.what === 'received' ? <LocalTime at={created} near={nowMs} /> : null}
            {step.current && step.what !== 'held' ? (
              <>
                {step.what === 'end' ? null : 'since '}
                <LocalTime at={updated} near={nowMs} />
              </>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

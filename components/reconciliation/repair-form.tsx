import type { FormEvent, ReactNode, Ref } from 'react';
import { Button } from '@/components/ui/button';
import { moneyWords } from '@/server/domain/money-words';
import { RepairAmount, RepairReason } from './repair-fields';
import { RepairChanges } from './repair-changes';
import { RepairChoices } from './repair-choices';
import styles from './repair-form.module.css';
import type { RepairDraft, RepairGround, RepairPlan } from './repair-plan';

interface RepairFormProps {
  readonly draft: RepairDraft;
  readonly plan: RepairPlan;
  readonly ground: Pick<RepairGround, 'offers' | 'order' | 'secondPersonOverMinor'>;
  /** Why nothing can be repaired by this person now; null when it can. */
  readonly closed: string | null;
  readonly busy: boolean;
  /** It was tried with something missing: what is missing is told at its field. */
  readonly tried: boolean;
  readonly reasonField: Ref<HTMLTextAreaElement>;
  readonly change: (part: Partial<RepairDraft>) => void;
  readonly propose: () => void;
  /** What it rests on, and what came meanwhile. */
  readonly children: ReactNode;
}

/** A person's decision: what, on which evidence, why, and what it changes; the button says what happens. */
export function RepairForm(props: RepairFormProps) {
  const { busy, change, children, closed, draft, ground, plan, propose, reasonField, tried } = props;
  const { amount, amountProblem, offer, reasonProblem } = plan;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) propose();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <RepairChoices
        offers={ground.offers}
        chosen={offer?.kind ?? null}
        choose={(kind) => change({ kind, amount: null })}
        closed={closed}
      />
      {closed === null && offer?.kind === 'refund' && offer.amount !== null ? (
        <RepairAmount
          most={offer.amount}
          typed={draft.amount}
          problem={amountProblem}
          type={(text) => change({ amount: text })}
        />
      ) : null}
      {children}
      {closed === null ? (
        <>
          <RepairReason
            field={reasonField}
            reason={draft.reason}
            problem={tried ? reasonProblem : null}
            type={(text) => change({ reason: text })}
          />
          {offer === null ? null : <RepairChanges offer={offer} amount={amount} />}
          <div className={styles.act}>
            <Button
              type="submit"
              kind="primary"
              aria-disabled={busy || missing(plan) !== null}
              aria-describedby="act-says"
            >
              {busy ? 'Asking the order’s owner…' : plan.needsSecondPerson ? 'Ask a second person' : plan.does}
            </Button>
            <span id="act-says" className="meta">
              {missing(plan) ?? saysAct(plan, ground)}
            </span>
          </div>
        </>
      ) : null}
    </form>
  );
}

function missing({ amountProblem, offer, reasonProblem }: RepairPlan): string | null {
  if (offer === null) return 'Choose what the evidence permits.';
  return amountProblem ?? reasonProblem;
}

function saysAct({ does, needsSecondPerson }: RepairPlan, { order, secondPersonOverMinor }: RepairFormProps['ground']) {
  const limit = moneyWords({ amountMinor: secondPersonOverMinor, currency: order.total.currency });
  return needsSecondPerson
    ? `${does}: needed over ${limit}. They see this exact evidence; void if the order changes.`
    : 'The order’s owner does it at once. It cannot be undone.';
}

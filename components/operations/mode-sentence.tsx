import Link from 'next/link';
import answer from '@/components/order/answer.module.css';
import { boundOf, type Mode } from '@/server/domain/degraded-mode';
import { roughSpan } from '@/server/domain/instant-words';

interface ModeSentenceProps {
  readonly mode: Exclude<Mode, { readonly state: 'normal' }>;
  /** What it was entered for; null while that is not known here. */
  readonly reason: string | null;
  readonly nowMs: number;
}

/** The mode as the first sentence of Now, when it is not normal: why, what is bounded, what goes on, who answers for it. */
export function ModeSentence({ mode, nowMs, reason }: ModeSentenceProps) {
  const { rampPercent } = boundOf(mode);
  const owner = mode.owner === null ? 'Nobody has taken it yet.' : `${mode.owner.replace(/^staff:/, '')} owns it.`;
  const lead =
    mode.state === 'degraded'
      ? `Degraded ${roughSpan(nowMs - mode.enteredAtMs)}.`
      : `Recovering, ${mode.rampPercent} %.`;
  return (
    <p className={answer.answer} data-tone="amber">
      <b>{lead}</b> Confirmation may come later{reason === null ? '' : `: ${reason.replace(/\.$/, '')}`}. New payment
      attempts are{' '}
      <Link className={answer.noun} href="/console/degraded-mode" prefetch={false}>
        bounded to {rampPercent} %
      </Link>
      ; carts, intents, status and reconciliation go on. {owner}
    </p>
  );
}

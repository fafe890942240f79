'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useActionState, useRef, useState } from 'react';
import { PaymentChoice } from '@/components/store/payment-choice';
import type { WireMoney } from '@/components/store/resources';
import columns from '@/components/store/two-columns.module.css';
import { Field } from '@/components/ui/field';
import { readOrder } from '../../store-api';
import { sendOrder, sendOrderAndGo } from './checkout-actions';
import styles from './checkout-form.module.css';
import { type CheckoutPhase, goesOnInSeconds } from './checkout-phase';
import { CheckoutButton, headOf, NoStatusYet, PhaseWords } from './checkout-words';
import { GoOn } from './go-on';
import { LookOn } from './look-on';

/** Longer than the store's own deadline: after it nobody knows, and the page only looks. */
const PATIENCE_MS = 25_000;

const NOT_HEARD: CheckoutPhase = { kind: 'watch', why: 'not_heard' };

/** The browser itself knows that nothing can leave it. */
const NOT_SENT: CheckoutPhase = {
  kind: 'open',
  note: 'You are not connected: nothing was sent or charged. Place the order when you are.',
};

function afterPatience(): Promise<CheckoutPhase> {
  return new Promise((resolve) => setTimeout(() => resolve(NOT_HEARD), PATIENCE_MS));
}

interface CheckoutFormProps {
  readonly orderId: string;
  readonly token: string;
  readonly email: string;
  readonly paymentMethod: string | null;
  readonly total: WireMoney | null;
  readonly statusHref: string;
  readonly demonstration: boolean;
  readonly onLoad: CheckoutPhase;
}

export function CheckoutForm(props: CheckoutFormProps) {
  const { orderId, token, statusHref } = props;
  const router = useRouter();
  const [plain, plainAction, plainSending] = useActionState(sendOrderAndGo, props.onLoad);
  const [enhanced, setEnhanced] = useState<CheckoutPhase | null>(null);
  const [sending, setSending] = useState(false);
  const [tries, setTries] = useState(0);
  const [unansweredSinceMs, setUnansweredSinceMs] = useState<number | null>(null);
  const phase = enhanced ?? plain;
  const busy = sending || plainSending || phase.kind === 'answered';

  const formRef = useRef<HTMLFormElement>(null);

  const send = async () => {
    if (busy || formRef.current === null) return;
    if (phase.kind === 'open' && !navigator.onLine) return setEnhanced(NOT_SENT);
    const form = new FormData(formRef.current);
    setSending(true);
    setUnansweredSinceMs(null);
    const next = await Promise.race([sendOrder(form).catch(() => NOT_HEARD), afterPatience()]);
    setEnhanced(next);
    setTries((before) => before + 1);
    setSending(false);
    if (next.kind === 'answered') router.push(statusHref);
  };

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send();
  };

  /** By itself it says nothing while it looks, so that the button stays in reach. */
  const look = async (by: 'hand' | 'itself') => {
    setSending(by === 'hand');
    const answer = await readOrder({ orderId, token });
    setSending(false);
    if (answer.kind === 'ok') return router.push(statusHref);
    if (answer.kind === 'refused' && answer.status === 404) {
      setUnansweredSinceMs(null);
      return setEnhanced({
        kind: 'open',
        note: 'The shop has no word of this order yet. Placing it is safe: it can only ever count once.',
      });
    }
    setUnansweredSinceMs((before) => before ?? Date.now());
  };

  const seconds = goesOnInSeconds(phase);
  // another answer is another time; a page that was only opened again waits for a person
  const goOn =
    seconds === null || enhanced === null ? null : <GoOn key={tries} seconds={seconds} send={() => void send()} />;
  const lookOn =
    phase.kind === 'watch' && phase.why === 'not_heard' ? (
      <LookOn look={() => look('itself')} unansweredSinceMs={unansweredSinceMs} />
    ) : null;
  const fixed = props.paymentMethod !== null || phase.kind === 'watch' || phase.kind === 'unavailable';
  return (
    <form action={plainAction} onSubmit={submit} ref={formRef} className={styles.form} aria-busy={busy}>
      <input type="hidden" name="order_id" value={orderId} />
      <div>
        <h1>{headOf(phase)}</h1>
        <p className={columns.sub}>
          {phase.kind === 'watch'
            ? 'You do not need to pay again. See where it stands.'
            : 'Your things are held as soon as you place the order.'}
        </p>
      </div>
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={props.email}
        readOnly={fixed}
        required
      />
      <PaymentChoice
        chosen={props.paymentMethod ?? 'pm_card_visa'}
        fixed={props.paymentMethod !== null}
        demonstration={props.demonstration}
      />
      <PhaseWords phase={phase} sending={busy} goesOn={lookOn ?? goOn} />
      {unansweredSinceMs !== null && !busy && lookOn === null ? <NoStatusYet sinceMs={unansweredSinceMs} /> : null}
      <CheckoutButton
        phase={phase}
        busy={busy}
        total={props.total}
        statusHref={statusHref}
        look={() => void look('hand')}
      />
    </form>
  );
}

import { CARDS, DEMONSTRATION_CARDS, type PaymentMethod } from './payment-methods';
import styles from './payment-choice.module.css';

interface PaymentChoiceProps {
  readonly chosen: string;
  /** Once an order was sent, its method is fixed: the same key always carries the same body. */
  readonly fixed: boolean;
  readonly demonstration: boolean;
}

function Choice({ method, chosen }: { method: PaymentMethod; chosen: string }) {
  return (
    <label className={styles.choice}>
      <input type="radio" name="payment_method" value={method.id} defaultChecked={method.id === chosen} required />
      <span>
        {method.name}
        <span className={styles.says}>{method.says}</span>
      </span>
    </label>
  );
}

export function PaymentChoice({ chosen, fixed, demonstration }: PaymentChoiceProps) {
  const all = [...CARDS, ...DEMONSTRATION_CARDS];
  if (fixed) {
    const method = all.find(({ id }) => id === chosen) ?? { id: chosen, name: chosen, says: '' };
    return (
      <fieldset className={styles.choices}>
        <legend>Payment</legend>
        <Choice method={method} chosen={chosen} />
      </fieldset>
    );
  }
  return (
    <fieldset className={styles.choices}>
      <legend>Payment</legend>
      {CARDS.map((method) => (
        <Choice key={method.id} method={method} chosen={chosen} />
      ))}
      {demonstration ? (
        <details className={styles.demonstration} open={DEMONSTRATION_CARDS.some(({ id }) => id === chosen)}>
          <summary>Demonstration: make the provider misbehave</summary>
          {DEMONSTRATION_CARDS.map((method) => (
            <Choice key={method.id} method={method} chosen={chosen} />
          ))}
        </details>
      ) : null}
    </fieldset>
  );
}

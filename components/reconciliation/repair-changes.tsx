import { OrderStateLabel } from '@/components/order/order-state';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { ORDER_STATES } from '@/server/domain/order';
import type { RepairOffer, RepairStanding } from '@/server/domain/repair/offer';
import styles from './repair-changes.module.css';

/** Before, after, and what stays: what is read last before a button is pressed. */
export function RepairChanges({ amount, offer }: { offer: RepairOffer; amount: Money | null }) {
  const after =
    offer.kind === 'refund' && amount !== null
      ? { ...offer.after, money: `${moneyWords(amount)} returned, once acknowledged` }
      : offer.after;
  return (
    <section className={styles.changes} aria-label="What changes">
      <h3>What changes</h3>
      <dl>
        <Standing name="Before" standing={offer.before} />
        <Standing name="After" standing={after} />
        <div>
          <dt>Does not change</dt>
          <dd>{offer.unchanged}</dd>
        </div>
      </dl>
    </section>
  );
}

function Standing({ name, standing }: { name: string; standing: RepairStanding }) {
  const state = ORDER_STATES.find((each) => each === standing.state);
  return (
    <div>
      <dt>{name}</dt>
      <dd>{state === undefined ? standing.state : <OrderStateLabel state={state} />}</dd>
      <dd>{standing.money}</dd>
    </div>
  );
}

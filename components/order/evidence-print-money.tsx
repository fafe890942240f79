import { moneyWords } from '@/server/domain/money-words';
import type { PackedOperation, PackedOrder } from '@/server/domain/evidence-pack/records';
import styles from './evidence-print.module.css';

interface EvidencePrintMoneyProps {
  readonly order: PackedOrder;
  readonly operations: readonly PackedOperation[];
}

function reported({ authorized_currency, authorized_minor, decline_code, unknown_cause }: PackedOperation): string {
  if (authorized_minor !== null && authorized_currency !== null)
    return moneyWords({ amountMinor: authorized_minor, currency: authorized_currency });
  return decline_code ?? unknown_cause ?? '';
}

/** Each money operation as the payment receiver has recorded it: what was asked for, what the provider said. */
export function EvidencePrintMoney({ order, operations }: EvidencePrintMoneyProps) {
  return (
    <section className={styles.section}>
      <h2>Money</h2>
      <p>The order’s total is {moneyWords({ amountMinor: order.total_minor, currency: order.currency })}.</p>
      {operations.length === 0 ? (
        <p>No money operation was ever made durable, so none was sent.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              <th scope="col">Asked for</th>
              <th scope="col">State</th>
              <th scope="col">Provider says</th>
              <th scope="col">Provider’s reference</th>
              <th scope="col">Calls, look-ups</th>
            </tr>
          </thead>
          <tbody>
            {operations.map((each) => (
              <tr key={each.operation}>
                <td className={styles.mono}>{each.operation}</td>
                <td>{moneyWords({ amountMinor: each.amount_minor, currency: each.currency })}</td>
                <td>{each.state.replaceAll('_', ' ')}</td>
                <td>{reported(each)}</td>
                <td className={styles.mono}>{each.provider_reference ?? ''}</td>
                <td>
                  {each.attempts}, {each.checks_done}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

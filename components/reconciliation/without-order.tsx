import { Id } from '@/components/ui/id';
import { moneyWords } from '@/server/domain/money-words';
import type { Money } from '@/server/domain/money';
import styles from './repair-fields.module.css';
import { type CaseAddress, caseAbout } from './queue-row';

/** Money that no order of ours claims: there is nothing here to decide about, only at the provider. */
export function WithoutOrder({ atRisk, caseRef }: { caseRef: CaseAddress; atRisk: Money }) {
  return (
    <section className={styles.field} aria-label="What to do">
      <p>
        Provider reference <Id value={caseAbout(caseRef)} keep={36} copies what="provider reference" />,{' '}
        {moneyWords(atRisk)} at most.
      </p>
      <p className="soft">
        {caseRef.orderId === ''
          ? 'The payment names no order of ours'
          : `The payment names ${caseRef.orderId}, which is no order of ours`}
        , so nothing can be voided or refunded from here. Find it at the provider by its reference, give the money back
        there, and write down below what was done.
      </p>
    </section>
  );
}

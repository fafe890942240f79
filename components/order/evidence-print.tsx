/** An evidence pack on paper: one column, made from the pack alone, so that the page and the file say the same. */
import { exactInstant } from '@/components/ui/format-time';
import { Pairs } from '@/components/ui/pairs';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { EvidencePack } from '@/server/domain/evidence-pack/evidence-pack';
import { standingOf } from '@/server/domain/evidence-pack/standing';
import { person } from '@/server/domain/evidence-sentence';
import { explain } from '@/server/domain/explanation/explanation';
import { Answer } from './answer';
import styles from './evidence-print.module.css';
import { EvidencePrintCases } from './evidence-print-cases';
import { EvidencePrintKnown } from './evidence-print-known';
import { EvidencePrintMoney } from './evidence-print-money';
import { EvidencePrintSections } from './evidence-print-sections';
import { EvidencePrintTimeline, rowAnchor } from './evidence-print-timeline';
import { MoneyPositionMark } from './money-position-mark';
import { OrderStateLabel } from './order-state';

const mono = (text: string) => <span className={styles.mono}>{text}</span>;

export function EvidencePrint({ pack }: { pack: EvidencePack }) {
  const { atMs, cases, evidence, operations, order } = standingOf(pack);
  const said = explain(order, evidence, operations, cases, atMs);
  const { head, made, records, records_digest } = pack;
  return (
    <article className={styles.sheet}>
      <header>
        <p className="meta">Evident, evidence pack</p>
        <h1 className={styles.title}>{order.orderId}</h1>
        <Pairs
          pairs={[
            ['Reference', mono(records.order.reference)],
            ['State', <OrderStateLabel key="state" state={order.state} />],
            ['Money', <MoneyPositionMark key="money" standing={said.money} />],
            ['Version', `${order.version}, region ${order.region}, shard ${order.shard}, epoch ${order.ownerEpoch}`],
            ['Head of the chain', mono(head)],
            ['Digest of records', mono(records_digest)],
            ['Made', `${exactInstant(atMs, CONSOLE_ZONE)}, by ${person(made.by)}, from the records of ${made.region}`],
          ]}
        />
      </header>
      <section className={styles.answer}>
        <Answer tone={said.tone} lead={said.lead} sentences={said.sentences} rowOf={rowAnchor} />
      </section>
      <EvidencePrintTimeline evidence={evidence} sheet={{ orderId: order.orderId, head }} />
      <EvidencePrintKnown known={said.known} unknown={said.unknown} missing={said.missing} />
      <EvidencePrintMoney order={records.order} operations={records.operations} />
      <EvidencePrintCases cases={records.cases} repairs={records.repairs} />
      <EvidencePrintSections pack={pack} />
    </article>
  );
}

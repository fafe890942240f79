import answer from '@/components/order/answer.module.css';
import { CopyButton } from '@/components/ui/copy-button';
import { Id, shortenMiddle } from '@/components/ui/id';
import { DotMark } from '@/components/ui/marks';
import { Pairs } from '@/components/ui/pairs';
import { Section } from '@/components/ui/section';
import table from '@/components/ui/table.module.css';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { KEPT_INTENT_WORDS, keptIntentAnswer, type KeptIntentStory } from '@/server/domain/kept-intent-words';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import styles from './kept-intent-page.module.css';

interface KeptEvent {
  readonly kind: string;
  readonly atMs: number;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export interface KeptIntentFacts extends KeptIntentStory {
  readonly orderId: string;
  readonly reference: string;
  readonly email: string;
  readonly paymentMethod: string;
  readonly requestId: string;
  readonly total: Money | null;
  readonly nextTryAtMs: number;
  readonly lastError: string | null;
  readonly customerReads: string | null;
  readonly events: readonly KeptEvent[];
}

const EVENT_WORDS: Readonly<Record<string, string>> = {
  kept: 'Kept here; its customer was told so.',
  asked_again: 'The customer sent it again, and was told the same.',
  not_acted: 'A hand-over did not reach its owner.',
  unanswered: 'A hand-over was not answered: its owner may have acted on it.',
  handed_over: 'Its owner has it and decides it.',
  settled: 'Its owner has said its last word.',
  expired: 'Its time to be placed is over.',
};

/** What the row says beyond its sentence. */
const detailWords = ({ error, refusal, state, version }: KeptEvent['detail']): string =>
  [error, typeof refusal === 'string' ? refusal.replaceAll('_', ' ') : null, state, version && `version ${version}`]
    .filter((word) => typeof word === 'string')
    .join(', ');

function Events({ events, nowMs }: { events: readonly KeptEvent[]; nowMs: number }) {
  return (
    <div className={table.scroll} role="region" aria-label="What happened here" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 160 }} />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th>At</th>
            <th>What</th>
            <th>Detail</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            <tr key={`${event.atMs}-${index}`}>
              <td>
                <Time at={event.atMs} form="millis" near={nowMs} />
              </td>
              <td className={`${table.second} ${table.wrap}`}>{EVENT_WORDS[event.kind] ?? event.kind}</td>
              <td className={`soft ${table.second} ${table.wrap}`}>{detailWords(event.detail)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One kept intent, where its order is not to be read: what this region knows of it, and no more. */
export function KeptIntentPage({ intent, nowMs }: { intent: KeptIntentFacts; nowMs: number }) {
  const { tone, word } = KEPT_INTENT_WORDS[intent.state];
  const { lead, rest } = keptIntentAnswer(intent, nowMs, CONSOLE_ZONE);
  return (
    <>
      <header className={styles.head}>
        <h1 title={intent.orderId}>
          {shortenMiddle(intent.orderId, 28)} <CopyButton text={intent.orderId} what="order id" />
        </h1>
        <span aria-live="polite" className={styles.state}>
          <DotMark tone={tone} dashed={intent.state !== 'settled'} /> {word}
        </span>
        <span className="meta">
          from what {intent.keptBy} has written down; the order itself is kept in {intent.owner}
        </span>
      </header>
      <p className={answer.answer} data-tone={tone}>
        <b>{lead}</b> {rest.join(' ')}
      </p>
      <div className={styles.columns}>
        <Section title="What happened here">
          <Events events={intent.events} nowMs={nowMs} />
        </Section>
        <Section title="The intent">
          <Pairs
            pairs={[
              ['Reference', <Id key="reference" value={intent.reference} copies what="reference" />],
              ['Customer', intent.email],
              ['Total', intent.total === null ? 'not known here' : moneyWords(intent.total)],
              ['Pays with', intent.paymentMethod],
              ['Kept', <Time key="kept" at={intent.keptAtMs} near={nowMs} />],
              ['Placed until', <Time key="until" at={intent.expiresAtMs} near={nowMs} />],
              ['Last error', intent.lastError ?? 'none'],
              ['Request', <Id key="request" value={intent.requestId} copies what="request id" />],
            ]}
          />
          {intent.customerReads === null ? null : (
            <>
              <h3 className={styles.reads}>The customer reads</h3>
              <blockquote className={styles.quote}>{intent.customerReads}</blockquote>
            </>
          )}
        </Section>
      </div>
    </>
  );
}

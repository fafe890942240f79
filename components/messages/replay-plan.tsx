import Link from 'next/link';
import { Figures } from '@/components/ui/figures';
import { shortenMiddle } from '@/components/ui/id';
import { NoneFound } from '@/components/ui/proof';
import table from '@/components/ui/table.module.css';
import { Time } from '@/components/ui/time';
import { orderHref } from '@/server/domain/order-href';
import { bySignificance, type ReplayStanding } from '@/server/domain/replay';
import { sentenceCase } from '@/server/domain/sentence-case';
import type { ReplayRegion } from './region-messages';

const STANDING_WORDS: Record<ReplayStanding, string> = {
  already_effected: 'already effected',
  undelivered: 'in its queue',
  parked: 'a dead letter',
  would_be_effected: 'would be effected',
  would_be_parked: 'would be parked',
};

const SAYS: Record<ReplayStanding, string> = {
  already_effected: 'left out: nothing would happen',
  undelivered: 'left out: it is on its way',
  parked: 'left out: put it back instead',
  would_be_effected: 'what a replay queues',
  would_be_parked: 'left out: it cannot be read',
};

/** What would change before what would not. */
const SHOWN: readonly ReplayStanding[] = [
  'would_be_effected',
  'would_be_parked',
  'parked',
  'undelivered',
  'already_effected',
];

/** How many a replay would queue. */
export const dueOf = (regions: readonly ReplayRegion[]): number =>
  regions.reduce((sum, { answer }) => sum + (answer?.counts.would_be_effected ?? 0), 0);

/** What a replay would change, message by message; those that something would happen to first. */
export function ReplayPlanView({ regions }: { regions: readonly ReplayRegion[] }) {
  const plans = regions.flatMap(({ answer, region }) => (answer === null ? [] : [{ region, ...answer }]));
  const messages = plans
    .flatMap((plan) => plan.messages.map((message) => ({ ...message, region: plan.region })))
    .toSorted(bySignificance);
  const total = (standing: ReplayStanding) => plans.reduce((sum, { counts }) => sum + counts[standing], 0);
  const all = SHOWN.reduce((sum, standing) => sum + total(standing), 0);
  const files = plans.flatMap(({ archives }) => archives);
  const missing = regions.filter(({ answer }) => answer === null).map(({ region }) => region);
  return (
    <>
      <Figures
        figures={SHOWN.map((standing) => ({
          label: sentenceCase(STANDING_WORDS[standing]),
          value: total(standing).toLocaleString('en'),
          says: SAYS[standing],
        }))}
      />
      {missing.length > 0 && all > 0 ? (
        <p role="status">{missing.join(' and ')} was not reached; what it holds is not in this.</p>
      ) : null}
      {plans.some(({ tooMany }) => tooMany) ? (
        <p role="status">More than one replay takes. Nothing would be queued; choose a shorter time.</p>
      ) : null}
      {files.length > 0 ? (
        <p className="meta">
          {files.filter(({ problem }) => problem === null).length} of {files.length} archive files read and their hashes
          hold. {files.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}.`])).join(' ')}
        </p>
      ) : null}
      {all === 0 ? (
        <NoneFound title="No message of that kind" notReached={missing}>
          Looked at the outbox and the archives of {plans.map(({ region }) => region).join(' and ') || 'no region'}.
        </NoneFound>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>What would happen</th>
              <th>Message</th>
              <th>Order</th>
              <th className={table.number}>Published</th>
              <th className={table.wide}>From</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {messages.map((message) => (
              <tr key={`${message.orderId} ${message.messageId}`}>
                <td className="medium">{STANDING_WORDS[message.standing]}</td>
                <td className={table.second}>
                  {message.schema} {message.schemaVersion}
                </td>
                <td className={table.second}>
                  <Link className={table.id} href={orderHref(message.orderId)} prefetch={false}>
                    {shortenMiddle(message.orderId, 18)}
                  </Link>
                </td>
                <td className={`soft ${table.number}`}>
                  <Time at={message.recordedAtMs} form="day-clock" />
                </td>
                <td className={`soft ${table.wide}`}>
                  {message.region},{' '}
                  {message.archivedAtMs === null ? (
                    'outbox'
                  ) : (
                    <span title={`in file ${message.archive}`}>
                      archived on <Time at={message.archivedAtMs} form="day-clock" />
                    </span>
                  )}
                </td>
                <td className={`soft ${table.second}`} title={message.why ?? undefined}>
                  {message.why ?? ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {messages.length < all ? (
        <p className="meta">
          The first {messages.length} of {all.toLocaleString('en')}.
        </p>
      ) : null}
    </>
  );
}

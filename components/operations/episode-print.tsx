/** An episode on paper: how it began, each change, what customers were told, orders and money, the evidence, what stayed open. */
import type { Outputs } from '@/components/trpc';
import { exactInstant, formatInstant, formatNear } from '@/components/ui/format-time';
import { CheckMark } from '@/components/ui/marks';
import { Pairs } from '@/components/ui/pairs';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { EXIT_TITLES, limitWords, nowWords } from '@/server/domain/exit-words';
import { span } from '@/server/domain/instant-words';
import { moneyWords } from '@/server/domain/money-words';
import { changeSentence, firstWords } from './episode-sentence';
import styles from './episode-print.module.css';

type Reports = Outputs['onCall']['mode']['episode'];
type Report = NonNullable<Reports[number]['report']>;

export function EpisodePrint({ episodeId, reports }: { episodeId: string; reports: Reports }) {
  const known = reports.flatMap(({ report }) => (report === null ? [] : [report]));
  const silent = reports.flatMap(({ region, report }) => (report === null ? [region] : []));
  const [first] = known;
  return (
    <article className={styles.sheet}>
      <header>
        <p className="meta">Evident, episode of degraded mode</p>
        <h1 className={styles.title}>{episodeId}</h1>
        <p className={styles.answer}>
          {first === undefined ? 'No region that was in it was reached.' : firstWords(known)}
        </p>
        {silent.length === 0 ? null : (
          <p className="meta">Region {silent.join(' and ')} was not reached: its part is missing here.</p>
        )}
      </header>
      {known.map((report) => (
        <RegionPart key={report.region} report={report} />
      ))}
    </article>
  );
}

function RegionPart({ report }: { report: Report }) {
  const { changes, check, figures, glasses, nowMs, region } = report;
  const [began] = changes;
  const ended = changes.find(({ toState }) => toState === 'normal');
  return (
    <section className={styles.region} aria-label={`Region ${region}`}>
      <h2>Region {region}</h2>
      <Pairs
        pairs={[
          ['Entered', began === undefined ? '' : `${exactInstant(began.changedAtMs, CONSOLE_ZONE)}: ${began.reason}`],
          [
            'Ended',
            ended === undefined
              ? 'not yet'
              : `${exactInstant(ended.changedAtMs, CONSOLE_ZONE)}, after ${span(ended.changedAtMs - (began?.changedAtMs ?? 0))}`,
          ],
          ['Read', exactInstant(nowMs, CONSOLE_ZONE)],
        ]}
      />
      <h3>What happened</h3>
      <ol className={styles.changes}>
        {changes.map((change) => (
          <li key={change.version}>
            <span className="tn">
              {formatNear(change.changedAtMs, began?.changedAtMs ?? change.changedAtMs, 'clock', CONSOLE_ZONE)}
            </span>
            <span>{changeSentence(change)}</span>
          </li>
        ))}
      </ol>
      {glasses.length === 0 ? null : (
        <>
          <h3>Broken glass</h3>
          <ul className={styles.plain}>
            {glasses.map((glass) => (
              <li key={glass.glassId}>
                {glass.askedBy.replace(/^staff:/, '')} asked at{' '}
                {formatInstant(glass.askedAtMs, 'day-clock', CONSOLE_ZONE)} because “{glass.reason}”, held by{' '}
                {glass.heldBy.join(', ') || 'nothing'};{' '}
                {glass.agreedBy === null || glass.agreedAtMs === null
                  ? 'nobody agreed.'
                  : `${glass.agreedBy.replace(/^staff:/, '')} agreed at ${formatInstant(glass.agreedAtMs, 'day-clock', CONSOLE_ZONE)}.`}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>What customers were told</h3>
      <ul className={styles.plain}>
        {figures.told.length === 0 ? <li>Nothing was told about an order of this region meanwhile.</li> : null}
        {figures.told.map((each) => (
          <li key={`${each.state} ${each.httpStatus}`}>
            {each.count.toLocaleString('en')} × {each.state}, answered {each.httpStatus}
          </li>
        ))}
        <li>
          {figures.refusedAttempts === 0
            ? 'No payment attempt was refused.'
            : `${figures.refusedAttempts.toLocaleString('en')} payment ${figures.refusedAttempts === 1 ? 'attempt' : 'attempts'} refused; the intents were kept for 30 minutes`}
        </li>
      </ul>
      <h3>Orders touched</h3>
      <ul className={styles.plain}>
        {figures.orders.length === 0 ? <li>None.</li> : null}
        {figures.orders.map(({ count, state }) => (
          <li key={state}>
            {count.toLocaleString('en')} {state}
          </li>
        ))}
      </ul>
      <h3>Money</h3>
      <ul className={styles.plain}>
        {figures.money.length === 0 ? <li>No payment was begun.</li> : null}
        {figures.money.map(({ amountMinor, count, currency, state }) => (
          <li key={`${currency} ${state}`}>
            {moneyWords({ amountMinor, currency })} in{' '}
            {count === 1 ? '1 payment' : `${count.toLocaleString('en')} payments`} {state}
            {state === 'unknown' || state === 'intended' ? ', at most' : ''}
          </li>
        ))}
      </ul>
      <h3>The evidence, as it was read last</h3>
      {check === null ? (
        <p>It was never read.</p>
      ) : (
        <>
          <p className="meta">
            check {check.number}, {exactInstant(check.checkedAtMs, CONSOLE_ZONE)}
          </p>
          <ul className={styles.lines}>
            {check.lines.map((line) => (
              <li key={line.line}>
                <CheckMark holds={line.holds} />
                <span>{EXIT_TITLES[line.line]}</span>
                <span className="tn">{nowWords(line)}</span>
                <span className="faint">{limitWords(line)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>What stayed open</h3>
      <ul className={styles.plain}>
        <li>
          {figures.open.cases.toLocaleString('en')} of {figures.casesOpened.toLocaleString('en')} cases that were opened
          meanwhile
        </li>
        {figures.open.currency === null ? null : (
          <li>
            {moneyWords({ amountMinor: figures.open.atRiskMinor, currency: figures.open.currency })} at risk, at most,
            in open cases of the orders touched
          </li>
        )}
        <li>{figures.open.pendingOrders.toLocaleString('en')} orders still payment_pending</li>
      </ul>
      {figures.capped ? <p className="meta">More than 50,000 rows: these counts are at least.</p> : null}
    </section>
  );
}

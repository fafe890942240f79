/**
 * A row for each list that only trouble fills: written behind the guards of the records, so that a page is looked at with something in
 * it, whatever other tests have left. Nothing acts on them: no queue has them, and what they name does not exist.
 */
import { inRecords } from './other-builds';

const ORDER = 'ord_made_up_row';
const STATEMENT = `stm_${'e'.repeat(32)}`;
const JOB = 'bulk_made_up_for_its_rows';

/** What a person reads of each, and where. */
export const MADE_UP_ROWS: Readonly<Record<string, string>> = {
  '/console/orders': ORDER,
  '/console/messages': 'made up by a browser test',
  '/console/messages?view=mails': 'made-up@evident.test',
  '/console/ownership': ORDER,
  '/console/reconciliation/statements': 'made-up.csv',
  [`/console/reconciliation/statements/${STATEMENT}`]: 'txn_made_up_1',
  '/console/reconciliation/bulk': 'made-up@evident.test',
  [`/console/reconciliation/bulk/${JOB}`]: 'Made up: not done.',
};

const ROWS: readonly (readonly [statement: string, values: readonly unknown[]])[] = [
  [
    `insert into messaging.refused (door, reason, hour, most_bytes, last_digest)
     values ('bus', 'made up by a browser test', date_trunc('hour', now()), 70000, '\\x${'ab'.repeat(32)}')`,
    [],
  ],
  [
    `insert into messaging.mails (order_id, message_id, recipient, subject, body, state, attempts, last_error, next_try_at)
     values ($1, 'msg_made_up', 'made-up@evident.test', 'Your order', '', 'failed', 5, 'no such mailbox', now() + interval '1 day')`,
    [ORDER],
  ],
  [
    `insert into orders.fenced_tries (order_id, shard, region, tried_epoch, current_epoch, tried_state, actor)
     values ($1, 3, 'east', 1, 2, 'order_confirmed', 'system:order-owner')`,
    [ORDER],
  ],
  [
    `insert into intents.intents (order_id, reference, cart_id, cart_version, email, payment_method, payload_fingerprint, state, vouched,
       kept_at, expires_at, next_try_at, request_id, trace_id)
     values ($1, 'AAAAA-AAAAA-A', 'crt_made_up', 1, 'made-up@evident.test', 'pm_card_visa', 'f', 'kept', true,
       now() - interval '1 day', now() + interval '1 day', now() + interval '1 day', 'req_made_up', $2)`,
    [ORDER, 'a'.repeat(32)],
  ],
  [
    `insert into operations.statements (statement_id, sha256, file_name, bytes, lines, period_from, period_to, period_is_given, imported_in,
       imported_by, imported_at, state, finished_at, is_peer_done, counts)
     values ($1, 'made up', 'made-up.csv', 300, 2, now() - interval '1 day', now(), true, 'east', 'staff:made-up@evident.test', now(), 'complete',
       now(), true, '[{"verdict": "different", "currency": "EUR", "lines": 1, "theirsMinor": 4900, "oursMinor": 4700, "feeMinor": 0, "atRiskMinor": 200},
         {"verdict": "missing_theirs", "currency": "EUR", "lines": 1, "theirsMinor": 0, "oursMinor": 1200, "feeMinor": 0, "atRiskMinor": 1200}]')`,
    [STATEMENT],
  ],
  [
    `insert into operations.statement_lines (statement_id, line_id, line_no, verdict, order_id, category, created_at, theirs_minor, theirs_currency,
       ours_minor, ours_currency, fee_minor, at_risk_minor, at_risk_currency, differences, judged_at)
     values ($1, 'txn_made_up_1', 1, 'different', $2, 'charge', now(), 4900, 'EUR', 4700, 'EUR', 0, 200, 'EUR',
         '[{"field": "amount", "theirs": "49.00 EUR", "ours": "47.00 EUR"}]', now()),
       ($1, 'capture:made_up', 0, 'missing_theirs', $2, 'charge', now(), null, null, 1200, 'EUR', 0, 1200, 'EUR', '[]', now())`,
    [STATEMENT, ORDER],
  ],
  [
    `insert into operations.bulk_jobs (job_id, kind, reason, state, created_by, role, request_id, total, stopped_at, stopped_by)
     values ($1, 'recheck', 'Made up by a browser test.', 'stopped', 'made-up@evident.test', 'operator', 'req_made_up', 3, now(), 'made-up@evident.test')`,
    [JOB],
  ],
  [
    `insert into operations.bulk_items (order_id, job_id, case_id, n, state, code, text, settled_at)
     values ($1, $2, 'case:1', 1, 'done', null, 'Made up: done.', now()), ($1, $2, 'case:2', 2, 'not_done', 'stale', 'Made up: not done.', now()),
       ($1, $2, 'case:3', 3, 'waiting', null, null, null)`,
    [ORDER, JOB],
  ],
];

const GONE: readonly (readonly [statement: string, values: readonly unknown[]])[] = [
  [`delete from messaging.refused where reason = 'made up by a browser test'`, []],
  ['delete from messaging.mails where order_id = $1', [ORDER]],
  ['delete from orders.fenced_tries where order_id = $1', [ORDER]],
  ['delete from intents.intents where order_id = $1', [ORDER]],
  ['delete from operations.statement_lines where statement_id = $1', [STATEMENT]],
  ['delete from operations.statements where statement_id = $1', [STATEMENT]],
  ['delete from operations.bulk_items where job_id = $1', [JOB]],
  ['delete from operations.bulk_jobs where job_id = $1', [JOB]],
];

/** Returns how they go. */
export async function madeUpRows(): Promise<() => Promise<void>> {
  const carryOut = (statements: typeof ROWS) =>
    inRecords('east', async (client) => {
      await client.query('set session_replication_role = replica');
      for (const [statement, values] of statements) await client.query(statement, [...values]);
    });
  const go = () => carryOut(GONE);
  // whatever a run that died has left
  await go();
  await carryOut(ROWS);
  return go;
}

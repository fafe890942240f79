/** `/api/health/*`: live while the process answers; ready while it can do its job, else 503 with the reasons. */
import type { Sql } from '../stores/sql';
import { type Exchange, sendJson } from './exchange';

const PATIENCE_MS = 1_500;

export function live(exchange: Exchange): void {
  sendJson(exchange, 200, { status: 'live' });
}

export async function ready(exchange: Exchange, sql: Sql, isStopping: boolean): Promise<void> {
  const reasons: string[] = [];
  if (isStopping) reasons.push('the process is stopping');
  const answered = await Promise.race([
    sql
      .rows<{ held: number }>(
        'health_ready',
        `select count(*)::int as held from orders.shards where lease_until > clock_timestamp()`,
        [],
      )
      .catch(() => null),
    new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS)),
  ]);
  if (answered === null) reasons.push('the database does not answer');
  else if (answered[0]?.held === 0)
    reasons.push('no worker holds a shard: orders are accepted and wait for a decision');
  sendJson(exchange, reasons.length === 0 ? 200 : 503, {
    status: reasons.length === 0 ? 'ready' : 'not_ready',
    reasons,
  });
}

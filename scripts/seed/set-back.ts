/**
 * The last step of a seeded history: `recorded_at` is set back from the seed's real time to the story's, and each chain is computed
 * anew over the same rows. Only the tables' owner can, only for these orders, and nobody else can read them meanwhile.
 */
import { createHash } from 'node:crypto';
import { canonicalText, GENESIS_HASH } from '../../server/domain/evidence-chain';
import type { EvidenceRow } from '../../server/domain/evidence';
import { withClient } from '../../server/platform/database-roles';
import { evidenceOf } from '../../server/stores/evidence-rows';
import type { Sql } from '../../server/stores/sql';

export async function setBack(
  ownerUrl: string,
  sql: Sql,
  recordedAtMs: ReadonlyMap<string, readonly number[]>,
): Promise<number> {
  const byOrder = new Map<string, EvidenceRow[]>();
  for (const row of await evidenceOf(sql, [...recordedAtMs.keys()]))
    byOrder.set(row.orderId, [...(byOrder.get(row.orderId) ?? []), row]);
  const rows = [...byOrder].flatMap(([orderId, its]) => rechained(its, recordedAtMs.get(orderId) ?? []));
  await withClient(ownerUrl, async (client) => {
    await client.query('begin');
    await client.query('alter table orders.evidence disable trigger evidence_append_only');
    await client.query(
      `update orders.evidence e set recorded_at = to_timestamp(r.recorded_at / 1000), prev_hash = decode(r.prev_hash, 'hex'), hash = decode(r.hash, 'hex')
       from jsonb_to_recordset($1::jsonb) as r(order_id text, seq int, recorded_at float8, prev_hash text, hash text)
       where e.order_id = r.order_id and e.seq = r.seq`,
      [JSON.stringify(rows.map(asJson))],
    );
    await client.query('alter table orders.evidence enable trigger evidence_append_only');
    await client.query('commit');
  });
  return rows.length;
}

/** A row is written a few milliseconds after it was decided, and never before the row before it. */
export function rechained(rows: readonly EvidenceRow[], times: readonly number[]): EvidenceRow[] {
  let prevHash = GENESIS_HASH;
  let lastMs = 0;
  return rows.map((row, index) => {
    const writtenMs = (times[index] ?? row.recordedAtMs) + 2 + (index % 4);
    const recordedAtMs = Math.max(writtenMs, row.observedAtMs, lastMs);
    const unhashed = { ...row, recordedAtMs, prevHash };
    const hash = createHash('sha256').update(canonicalText(unhashed)).digest('hex');
    [prevHash, lastMs] = [hash, recordedAtMs];
    return { ...unhashed, hash };
  });
}

const asJson = (row: EvidenceRow) => ({
  order_id: row.orderId,
  seq: row.seq,
  recorded_at: row.recordedAtMs,
  prev_hash: row.prevHash,
  hash: row.hash,
});

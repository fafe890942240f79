/** Writes under an old epoch, tried on purpose, and what the database answered. */
import { epochMs, type Sql } from './sql';

export interface CanaryRecord {
  readonly atMs: number;
  readonly shard: number;
  readonly triedEpoch: number;
  readonly currentEpoch: number;
  /** What the deciding statement answered: `fenced` is right. */
  readonly decision: string;
  /** What the table answered: `EV001` is right, `accepted` must never be. */
  readonly record: string;
  readonly refused: boolean;
}

export interface EpochCanaryStore {
  /** Tries a record under this epoch and takes it back; answers the refusal's code or `accepted`. */
  tryRecord(shard: number, orderId: string, epoch: number): Promise<string>;
  keep(region: string, canary: Omit<CanaryRecord, 'atMs'>): Promise<CanaryRecord>;
  newest(region: string, limit: number): Promise<CanaryRecord[]>;
}

const COLUMNS = `${epochMs('at')} as "atMs", shard, tried_epoch as "triedEpoch", current_epoch as "currentEpoch", decision, record, refused`;

export function epochCanaryStore(sql: Sql): EpochCanaryStore {
  return {
    async tryRecord(shard, orderId, epoch) {
      const rows = await sql.rows<{ answer: string }>(
        'epoch_canaries_try',
        'select orders.try_old_epoch($1, $2, $3) as answer',
        [shard, orderId, epoch],
      );
      return rows[0]?.answer ?? 'no answer';
    },
    async keep(region, canary) {
      const rows = await sql.rows<CanaryRecord>(
        'epoch_canaries_keep',
        `insert into orders.epoch_canaries (region, shard, tried_epoch, current_epoch, decision, record, refused)
         values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
        [region, canary.shard, canary.triedEpoch, canary.currentEpoch, canary.decision, canary.record, canary.refused],
      );
      const [kept] = rows;
      if (kept === undefined) throw new Error('epoch_canaries_keep answered no row');
      return kept;
    },
    newest: (region, limit) =>
      sql.rows<CanaryRecord>(
        'epoch_canaries_newest',
        `select ${COLUMNS} from orders.epoch_canaries where region = $1 order by number desc limit $2`,
        [region, limit],
      ),
  };
}

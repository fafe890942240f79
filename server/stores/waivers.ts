/** Dead letters that a person read and let lie, each with the reason. The database takes none of a message that carries money. */
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import type { Sql } from './sql';

export interface WaivedLetter {
  readonly orderId: string;
  readonly messageId: string;
  readonly consumer: string;
}

export interface WaiverStore {
  /** False: no such letter is parked, it is waived already, or the click is known. */
  waive(entry: NewAuditEntry, letter: WaivedLetter, reason: string, by: string): Promise<boolean>;
}

export function waiverStore(sql: Sql): WaiverStore {
  return {
    async waive(entry, { consumer, messageId, orderId }, reason, by) {
      const rows = await sql.rows(
        'dead_letter_waive',
        // the letter's row is locked before the entry is made: redriving waits, and a second waiver finds the first
        `with parked as materialized (
           select 1 as one from messaging.dead_letters l where l.order_id = $2 and l.message_id = $3 and l.consumer = $4 and l.redriven_at is null
             and not exists (select 1 from operations.dead_letter_waivers w where w.order_id = $2 and w.message_id = $3 and w.consumer = $4) for update
         ), entry as (${auditedOnce('$1', 'parked')})
         insert into operations.dead_letter_waivers (order_id, message_id, consumer, reason, waived_by) select $2, $3, $4, $5, $6 from entry returning 1`,
        [auditJson(entry), orderId, messageId, consumer, reason, by],
      );
      return rows.length === 1;
    },
  };
}

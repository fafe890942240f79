/** The hold of one order, line by line, as the inventory keeps it. */
import { epochMs, type Sql } from './sql';

export interface ReservationRecord {
  readonly sku: string;
  readonly quantity: number;
  readonly state: 'held' | 'committed' | 'released';
  readonly heldUntilMs: number;
  readonly reservedAtMs: number;
  readonly settledAtMs: number | null;
}

export interface ReservationStore {
  ofOrder(orderId: string): Promise<ReservationRecord[]>;
}

export function reservationStore(sql: Sql): ReservationStore {
  return {
    ofOrder: (orderId) =>
      sql.rows<ReservationRecord>(
        'reservations_of_order',
        `select sku, quantity, state, ${epochMs('held_until')} as "heldUntilMs", ${epochMs('reserved_at')} as "reservedAtMs",
           ${epochMs('settled_at')} as "settledAtMs" from inventory.reservations where order_id = $1 order by sku`,
        [orderId],
      ),
  };
}

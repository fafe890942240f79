/** What one member of the staff was told of one click, when the answer reached them (witness C). */
export type StaffAction = 'claim' | 'look_up' | 'propose' | 'approve' | 'decline' | 'withdraw';

export interface StaffTelling {
  readonly atMs: number;
  /** `staff:ana@evident.test` */
  readonly actor: string;
  readonly action: StaffAction;
  readonly orderId: string;
  /** The click's own id. */
  readonly operationId: string;
  /** The repair that is approved, declined or taken back; null for the others. */
  readonly repairId: string | null;
  readonly kind: 'done' | 'not_done' | 'not_known_yet' | 'error' | 'lost';
  /** Of what was not done. */
  readonly code: string | null;
  readonly text: string;
}

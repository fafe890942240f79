/** Why a message was parked: a code that machines act on, and the sentence that people read. */
export const PARK_CODES = [
  /** No build that this one knows of ever shipped it. */
  'unknown_schema',
  /** Newer than this build reads; redriven by itself once every reader can. */
  'unknown_version',
  /** Its own version's schema refuses it. */
  'unreadable',
  'not_for_consumer',
  /** Tried as often as is allowed, each time without effect. */
  'tries_used_up',
  /** The database forbids the effect, now and later. */
  'refused',
] as const;

export type ParkCode = (typeof PARK_CODES)[number];

export interface ParkedMessage {
  readonly code: ParkCode;
  readonly reason: string;
}

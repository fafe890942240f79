/** A message that left the outbox after the replay window: told to everybody, and readable by a replay from its file. */
export interface ArchivedOrderMessage {
  readonly messageId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly recordedAtMs: number;
  readonly archive: string;
  /** Null where the file was written by the region that owned the order before. */
  readonly archivedAtMs: number | null;
}

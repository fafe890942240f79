/** A member of the staff as a procedure sees them: who they are now, read from the records at every call. */
import type { Role } from './permissions';

export interface StaffSession {
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly signedInAtMs: number;
  /** Whichever comes first, the idle or the absolute limit, as of this call. */
  readonly endsAtMs: number;
}

/** Who asks for a change, with the click's own id: a second one finds the first one's effect. */
export interface StaffAsked {
  readonly staff: Pick<StaffSession, 'email' | 'role'>;
  readonly operationId: string;
  readonly requestId: string;
  readonly traceId: string | null;
  /** When they confirmed this very action with their password; absent where that is not asked for. */
  readonly confirmedAtMs?: number;
}

/** What the audit keeps of a step-up, beside what was done. */
export const confirmationOf = ({ confirmedAtMs }: StaffAsked): { readonly confirmed_at_ms?: number } =>
  confirmedAtMs === undefined ? {} : { confirmed_at_ms: confirmedAtMs };

/** Exists only where the database is embedded; its password is no secret. */
export interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** As evidence and audit name a person. */
export const staffActor = (email: string): string => `staff:${email}`;

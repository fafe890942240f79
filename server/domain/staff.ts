/** A member of the staff as a procedure sees them: who they are now, read from the records at every call. */
import type { Role } from './permissions';

export interface StaffSession {
  readonly userId: string;
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
}

/** Exists only where the database is embedded; its password is no secret. */
export interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** As evidence and audit name a person. */
export const staffActor = (email: string): string => `staff:${email}`;

/** Who is on the staff, for choosing a person. Their sign-in is no concern of this. */
import type { Role } from '../domain/permissions';
import type { Sql } from './sql';

export interface StaffMember {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export interface StaffMemberStore {
  /** Those with one of these roles who may sign in, by name. */
  withRole(roles: readonly Role[]): Promise<StaffMember[]>;
  /** As of now; null for somebody who may not sign in any more, or never did. */
  roleOf(email: string): Promise<string | null>;
}

export function staffMemberStore(sql: Sql): StaffMemberStore {
  return {
    withRole: (roles) =>
      sql.rows<StaffMember>(
        'staff_members_with_role',
        'select u.email, u.name, u.role from access.users u where u.role = any($1::text[]) and not u.banned order by u.name, u.email limit 200',
        [roles],
      ),
    async roleOf(email) {
      const rows = await sql.rows<{ role: string }>(
        'staff_members_role_of',
        'select u.role from access.users u where u.email = $1 and not u.banned',
        [email],
      );
      return rows[0]?.role ?? null;
    },
  };
}

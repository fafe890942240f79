/** The one permission table, in the words that better-auth's access control wants it in; nothing is decided here. */
import { createAccessControl } from 'better-auth/plugins/access';
import { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES } from '../domain/permissions';

/** `orders:read`, `orders:note` become `{ orders: ['read', 'note'] }`. */
function statementOf(permissions: readonly Permission[]): Record<string, string[]> {
  const statement: Record<string, string[]> = {};
  for (const permission of permissions) {
    const [resource = '', action = ''] = permission.split(':');
    statement[resource] = [...(statement[resource] ?? []), action];
  }
  return statement;
}

export const accessControl = createAccessControl(statementOf(PERMISSIONS));

export const accessRoles = Object.fromEntries(
  ROLES.map((role) => [role, accessControl.newRole(statementOf(ROLE_PERMISSIONS[role]))]),
);

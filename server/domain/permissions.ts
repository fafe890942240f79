/**
 * Who may do what: one table. The server refuses from it and a page disables its button from it, with the same reason; so no
 * page can decide it. Proposing and approving a repair never meet in one role.
 */
export const ROLES = ['support', 'operator', 'on-call', 'approver', 'auditor'] as const;

export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'orders:read',
  'orders:look_up',
  'orders:note',
  'mails:resend',
  'cases:read',
  'cases:work',
  'payments:pause',
  'degraded:enter',
  'degraded:exit',
  'degraded:agree',
  'repairs:propose',
  'repairs:approve',
  'audit:read',
  'messages:read',
  'messages:redrive',
  'messages:replay',
  'drills:run',
  'ownership:hand_over',
  'ownership:review',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** What everybody on the staff reads to do anything at all. */
const READS = ['orders:read', 'cases:read', 'messages:read'] as const;

export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  support: [...READS, 'orders:look_up', 'orders:note', 'mails:resend'],
  operator: [
    ...READS,
    'orders:look_up',
    'orders:note',
    'mails:resend',
    'cases:work',
    'payments:pause',
    'repairs:propose',
    'audit:read',
    'drills:run',
    'ownership:review',
  ],
  'on-call': [
    ...READS,
    'orders:look_up',
    'orders:note',
    'payments:pause',
    'degraded:enter',
    'degraded:exit',
    'degraded:agree',
    'messages:redrive',
    'messages:replay',
    'audit:read',
    'drills:run',
    'ownership:hand_over',
    'ownership:review',
  ],
  approver: [...READS, 'orders:note', 'repairs:approve', 'degraded:agree', 'audit:read'],
  auditor: [...READS, 'audit:read'],
};

export function isRole(text: string | null | undefined): text is Role {
  return (ROLES as readonly (string | null | undefined)[]).includes(text);
}

/** @param role null for somebody who is not signed in: nothing is theirs to do. */
export function mayDo(role: Role | null, permission: Permission): boolean {
  return role !== null && ROLE_PERMISSIONS[role].includes(permission);
}

export function rolesThatMay(permission: Permission): readonly Role[] {
  return ROLES.filter((role) => mayDo(role, permission));
}

/** Why a button is disabled and why the server refuses, in the same words; null when it may be done. */
export function refusalReason(role: Role | null, permission: Permission): string | null {
  if (mayDo(role, permission)) return null;
  if (role === null) return 'Sign in first.';
  return `This needs the role ${inWords(rolesThatMay(permission))}; you are signed in as ${role}.`;
}

function inWords(roles: readonly Role[]): string {
  return roles.length < 2 ? roles.join('') : `${roles.slice(0, -1).join(', ')} or ${roles.at(-1)}`;
}

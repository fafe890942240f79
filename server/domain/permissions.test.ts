import { describe, expect, test } from 'vitest';
import { isRole, mayDo, PERMISSIONS, refusalReason, ROLE_PERMISSIONS, ROLES, rolesThatMay } from './permissions';

describe('who may do what', () => {
  test('somebody who is not signed in may do nothing', () => {
    for (const permission of PERMISSIONS) expect(mayDo(null, permission)).toBe(false);
  });

  test('every permission belongs to at least one role, and is named once per role', () => {
    for (const permission of PERMISSIONS) expect(rolesThatMay(permission).length).toBeGreaterThan(0);
    for (const role of ROLES) expect(new Set(ROLE_PERMISSIONS[role]).size).toBe(ROLE_PERMISSIONS[role].length);
  });

  test('nobody may both propose and approve a repair', () => {
    for (const role of ROLES) expect(mayDo(role, 'repairs:propose') && mayDo(role, 'repairs:approve')).toBe(false);
  });

  test('the auditor only reads', () => {
    expect(ROLE_PERMISSIONS.auditor.every((permission) => permission.endsWith(':read'))).toBe(true);
  });

  test('only the on-call role enters and leaves degraded mode', () => {
    expect(rolesThatMay('degraded:enter')).toEqual(['on-call']);
    expect(rolesThatMay('degraded:exit')).toEqual(['on-call']);
  });

  test('support neither stops payments nor repairs', () => {
    for (const permission of ['payments:pause', 'repairs:propose', 'repairs:approve', 'cases:work'] as const)
      expect(mayDo('support', permission)).toBe(false);
  });

  test('a refusal names who may, and is absent exactly where the table allows', () => {
    expect(refusalReason('support', 'payments:pause')).toBe(
      'This needs the role operator or on-call; you are signed in as support.',
    );
    expect(refusalReason(null, 'orders:read')).toBe('Sign in first.');
    for (const role of ROLES)
      for (const permission of PERMISSIONS)
        expect(refusalReason(role, permission) === null).toBe(mayDo(role, permission));
  });

  test('a role that is not in the table is no role', () => {
    for (const text of ['admin', 'user', 'Support', 'support,operator', '', null, undefined, '__proto__'])
      expect(isRole(text)).toBe(false);
  });
});

import { expect, test } from 'vitest';
import { answeredBy, isLate, PROPOSAL_LATE_MS } from './proposal';

const proposal = { proposedBy: 'staff:ana@evident.test', proposedAtMs: 1_000 };

test('is late from the millisecond on at which it is', () => {
  expect(isLate(proposal, 1_000 + PROPOSAL_LATE_MS - 1)).toBe(false);
  expect(isLate(proposal, 1_000 + PROPOSAL_LATE_MS)).toBe(true);
});

test('is answered by somebody with the role, and never by whoever proposed it', () => {
  const words = (email: string, role: 'operator' | 'approver' | 'auditor' | null) =>
    answeredBy(proposal, { email, role });
  expect(words('eve@evident.test', 'approver')).toBe('you may');
  expect(words('eve@evident.test', 'auditor')).toBe('any approver');
  expect(words('eve@evident.test', null)).toBe('any approver');
  // also when their role changed since
  for (const role of ['operator', 'approver'] as const)
    expect(words('ana@evident.test', role)).toBe('any approver but you');
});

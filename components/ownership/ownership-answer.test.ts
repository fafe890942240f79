import { expect, it } from 'vitest';
import { ownershipAnswer } from './ownership-answer';
import type { OwnershipView } from './ownership-view';

const NOW = 1_000_000;
const view = (circuit: OwnershipView['peer']['circuit']): OwnershipView => ({
  regions: [],
  notReached: ['west'],
  here: 'east',
  peer: { reachable: false, sinceMs: NOW - 20_000, circuit },
  nowMs: NOW,
  freshness: { asOfMs: NOW, source: 'owner', region: 'east', behindMs: 0 },
});

it('says of a region that hangs that no customer waits for it, and of one that is cut off only that it is not reached', () => {
  expect(ownershipAnswer(view('closed'), NOW)).toMatchObject({ lead: 'West is not reached for 20 s.' });
  expect(ownershipAnswer(view('closed'), NOW).rest).not.toContain('hangs');
  for (const circuit of ['open', 'half_open'] as const)
    expect(ownershipAnswer(view(circuit), NOW).rest).toContain('no customer waits for it');
});

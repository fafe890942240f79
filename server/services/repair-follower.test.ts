import { expect, test } from 'vitest';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { RepairRecord } from '../stores/repairs';
import { OTHER_CLICK, PROPOSE, RepairFollower, repairIdOf } from './repair-follower';

const ORDER = 'ord_5ejt61fkrpsr073825dq7d0war';
const ASKED: StaffAsked = {
  staff: { email: 'jo@evident.test', role: 'support' },
  operationId: 'click-0001',
  requestId: 'req_test',
  traceId: null,
};

const clock: Clock = { nowMs: () => 0, sleep: () => Promise.resolve() };

/** As the new owner of a shard stands: the order's repairs came with it, the audit of its clicks did not. */
function atNewOwner(carried: Partial<RepairRecord>): RepairFollower {
  const repair = { orderId: ORDER, repairId: repairIdOf(ORDER, ASKED), ...carried } as RepairRecord;
  return new RepairFollower({
    clock,
    repairs: {
      get: (orderId: string, repairId: string) =>
        Promise.resolve(orderId === ORDER && repairId === repair.repairId ? repair : null),
    } as never,
    audit: { ofOperation: () => Promise.resolve(null) } as never,
    wakeUp: { hint: () => undefined } as never,
  });
}

test('a click that is repeated after its order went to the other region is told what it did', async () => {
  expect(await atNewOwner({ state: 'proposed' }).repeated(ORDER, PROPOSE, ASKED)).toMatchObject({ kind: 'done' });
  const refused = { state: 'refused', refusedBecause: 'The order moved.' } as const;
  expect(await atNewOwner(refused).repeated(ORDER, PROPOSE, ASKED)).toEqual({
    kind: 'not_done',
    code: 'repair_refused',
    text: 'The order moved.',
  });
});

test('it is used up there, and another click is not taken for it', async () => {
  const follower = atNewOwner({ state: 'proposed' });
  expect(await follower.repeated(ORDER, 'repairs:approve', ASKED)).toEqual(OTHER_CLICK);
  expect(await follower.repeated(ORDER, PROPOSE, { ...ASKED, operationId: 'click-0002' })).toBeNull();
});

/** The staff of a history, and when they come: while the store is busy, and in some histories once more hours later. */
import { Operator } from './operator';
import { drawStaff } from './operator-habits';
import { SeededStream } from './seeded-stream';
import type { StaffTelling } from './staff-telling';
import { LOST_ANSWERS, PEOPLE_AT_WORK, themeOf } from './themes';
import { watchStaff } from './watched-staff';
import type { World } from './world';

const LATE_AFTER_MS = [90_000, 20 * 60_000, 100 * 60_000, 5 * 3_600_000] as const;
const LATE_CHANCE = { ofAll: 0.25, withPeople: 0.75 } as const;

/** Where there is most to do, and where people are asked most. */
const isBusy = ({ options }: World): boolean => [PEOPLE_AT_WORK, LOST_ANSWERS].includes(themeOf(options.seed).name);

export function staffOf(world: World): Operator[] {
  const { roads, scheduler, sometimes, trace } = world.ground;
  const { seed } = world.options;
  const told = (telling: StaffTelling): void => {
    const { action, actor, code, kind, operationId, orderId } = telling;
    trace.add(
      actor,
      `is told ${action} ${kind}${code === null ? '' : ` (${code})`} ${operationId} ${orderId.slice(0, 12)}`,
    );
    watchStaff(telling, sometimes);
    world.checker.staffTold.onTold(telling);
  };
  const shared = {
    road: { scheduler, luck: roads, web: (region: 'east' | 'west') => world.cells[region].services },
    sometimes,
    told,
    ownerOf: world.ground.ownerOf,
    named: () => world.customers.flatMap(({ checkout }) => (checkout === null ? [] : paidFor(world, checkout.orderId))),
    proposed: () =>
      Object.values(world.cells).flatMap(({ db }) => [...db.repairs.all()].filter(({ state }) => state === 'proposed')),
    takenUp: [],
  };
  return drawStaff(new SeededStream(seed, 'staff'), isBusy(world)).map(
    (habits) => new Operator({ ...shared, luck: new SeededStream(seed, `staff/${habits.email}`) }, habits),
  );
}

/** Customers call about orders for which they were asked to pay. */
function paidFor(world: World, orderId: string): string[] {
  const isAsked = Object.values(world.cells).some(({ db }) => db.operations.of(orderId).length > 0);
  return isAsked ? [orderId] : [];
}

/** Null: nobody comes once more. */
export function lateShiftAfterMs(world: World): number | null {
  const luck = new SeededStream(world.options.seed, 'late shift');
  return luck.chance(isBusy(world) ? LATE_CHANCE.withPeople : LATE_CHANCE.ofAll) ? luck.pick(LATE_AFTER_MS) : null;
}

/**
 * Planned hand-overs: somebody of the staff gives a shard to the other region while its orders run, and now and then takes it back in the
 * middle. It is the shard of an order that is under way, since of the others nothing would be seen.
 */
import { otherRegion, type Region, shardOf } from '../domain/ids';
import { request } from './client';
import { SeededStream } from './seeded-stream';
import { START_MS } from './start';
import type { World } from './world';

const WINDOW = { fromMs: 1_500, untilMs: 14_000 } as const;
/** Where there is most of it, while people still come. */
const EARLY_WINDOW = { fromMs: 1_000, untilMs: 8_000 } as const;
const TAKEN_BACK_MS = { least: 300, most: 9_000 } as const;
const MOST_TRIES = 4;
const STAFF = { email: 'lead@evident.test', role: 'on-call' } as const;

export function planHandOvers(world: World): void {
  const { faults, scheduler } = world.ground;
  const stream = new SeededStream(world.options.seed, 'plan/hand_over');
  const { fromMs, untilMs } = world.ground.busy === null ? WINDOW : EARLY_WINDOW;
  const times = faults.rate('hand_over') === 0 ? 0 : stream.between(1, Math.round(faults.rate('hand_over')));
  for (let n = 1; n <= times; n++) {
    const atMs = START_MS + stream.between(fromMs, untilMs);
    const takenBackMs = stream.chance(0.3) ? stream.between(TAKEN_BACK_MS.least, TAKEN_BACK_MS.most) : null;
    const luck = stream.next();
    if (!faults.count('hand_over', `hand-over ${n}`)) continue;
    scheduler.at(atMs, null, () => {
      begin(world, `planned${n}`, luck, takenBackMs);
      return true;
    });
  }
}

function begin(world: World, operationId: string, luck: number, takenBackMs: number | null): void {
  const { ownerOf, scheduler } = world.ground;
  const placed = world.customers.flatMap(({ checkout }) => (checkout === null ? [] : [checkout.orderId]));
  const orderId = placed[Math.floor(luck * placed.length)];
  if (orderId === undefined) return;
  const from = ownerOf(orderId);
  const reason = `the ${from} is full, the ${otherRegion(from)} takes over`;
  const ask = (click: string) => ({ staff: STAFF, operationId: click, requestId: `req_${click}`, traceId: null });
  click(world, from, MOST_TRIES, (desk) => desk.start(shardOf(orderId), reason, ask(operationId)));
  if (takenBackMs === null) return;
  scheduler.after(takenBackMs, null, () => {
    click(world, from, MOST_TRIES, (desk) =>
      desk.takeBack(`ho_${operationId}`, 'it was the wrong shard', ask(`${operationId}_back`)),
    );
    return true;
  });
}

type Desk = NonNullable<World['cells']['east']['services']>['desk']['ownership'];

/** Until the desk answers; the same click each time. */
function click(world: World, region: Region, tries: number, act: (desk: Desk) => Promise<unknown>): void {
  const { roads, scheduler } = world.ground;
  const road = { scheduler, luck: roads, web: (of: Region) => world.cells[of].services };
  void request(road, region, ({ desk }) => act(desk.ownership)).then((reply) => {
    if (reply.kind === 'answered' || tries <= 1) return;
    scheduler.after(1_000, null, () => {
      click(world, region, tries - 1, act);
      return true;
    });
  });
}

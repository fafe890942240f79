/**
 * Switches by hand: somebody on call pauses payments (all, a region's, a way to pay, a product's), some of them until a time; and goes on
 * with them after a while, perhaps in the other region.
 */
import { type Control, type ControlValue, controlName, type PauseScope } from '../domain/control';
import { otherRegion, type Region } from '../domain/ids';
import { request } from './client';
import { SeededStream } from './seeded-stream';
import { START_MS } from './start';
import type { World } from './world';

const WINDOW = { fromMs: 300, untilMs: 4_000 } as const;
/** Longer than a process may go by what it read, or nobody would have to notice. */
const RESUMED_AFTER_MS = { least: 7_000, most: 10_000 } as const;
const ENDS_AFTER_MS = { least: 3_000, most: 12_000 } as const;
const STAFF = { email: 'call@evident.test', role: 'on-call' } as const;
const REASON = 'The bank asked us to wait with payments.';

export function planSwitches(world: World): void {
  const { faults, scheduler, switched } = world.ground;
  if (!switched) return;
  const stream = new SeededStream(world.options.seed, 'plan/payments_paused');
  const times = stream.between(1, 2);
  for (let n = 1; n <= times; n++) {
    const region: Region = stream.chance(0.5) ? 'east' : 'west';
    const control: Control = { kind: 'pause', scope: scopeOf(stream) };
    const atMs = START_MS + stream.between(WINDOW.fromMs, WINDOW.untilMs);
    const ends = stream.chance(0.4) ? stream.between(ENDS_AFTER_MS.least, ENDS_AFTER_MS.most) : null;
    const resumedMs = stream.between(RESUMED_AFTER_MS.least, RESUMED_AFTER_MS.most);
    const resumedIn = stream.chance(0.5) ? region : otherRegion(region);
    if (!faults.count('payments_paused', controlName(control))) continue;
    const set = (where: Region, operationId: string, value: () => ControlValue) => () => {
      click(world, where, operationId, control, value());
      return true;
    };
    const pause = (): ControlValue => ({
      kind: 'pause',
      paused: true,
      untilMs: ends === null ? null : scheduler.nowMs + ends,
    });
    const resume = (): ControlValue => ({ kind: 'pause', paused: false, untilMs: null });
    scheduler.at(atMs, null, set(region, `pause_${n}`, pause));
    scheduler.at(atMs + resumedMs, null, set(resumedIn, `resume_${n}`, resume));
  }
}

function scopeOf(stream: SeededStream): PauseScope {
  const kind = stream.weighted([
    [2, 'all'],
    [3, 'region'],
    [3, 'method'],
    [2, 'product'],
  ] as const);
  switch (kind) {
    case 'all':
      return { kind };
    case 'region':
      return { kind, region: stream.chance(0.5) ? 'east' : 'west' };
    case 'method':
      return { kind, method: stream.pick(['card', 'pm_card_visa', 'pm_card_mastercard']) };
    case 'product':
      return { kind, sku: stream.pick(['lamp', 'mug', 'plate']) };
    default:
      return kind satisfies never;
  }
}

/** From the version that stands in the region of the desk. */
function click(world: World, region: Region, operationId: string, control: Control, value: ControlValue): void {
  const { cells, checker, ground } = world;
  const { roads, scheduler, sometimes, trace } = ground;
  const name = controlName(control);
  const version = cells[region].db.controls.get(name)?.version ?? 0;
  const asked = { staff: STAFF, operationId, requestId: `req_${operationId}`, traceId: null };
  const road = { scheduler, luck: roads, web: (of: Region) => cells[of].services };
  const set = checker.switches.asked(name);
  void request(road, region, ({ controls }) => controls.set(control, value, version, REASON, asked)).then((reply) => {
    const said = reply.kind === 'answered' ? reply.answer.kind : reply.kind;
    trace.add(STAFF.email, `${operationId} ${name} in the ${region}: ${said}`);
    if (said === 'done') sometimes.saw(`switch set, and known in both regions`);
    if (said === 'not_known_yet') sometimes.saw('switch set, and not known yet in the other region');
    if (said === 'done' || said === 'not_known_yet') set(control, value, said === 'done' ? ['east', 'west'] : [region]);
  });
}

/** Three days of orders, told in both regions at once, then set back in time. Afterwards the sandbox stands in the present again. */
import { REGIONS, type Region } from '../../server/domain/region';
import type { Sql } from '../../server/stores/sql';
import { order42, tellOrder42 } from './order-42';
import { pastDays } from './past-days';
import { openPastRegion, type PastRegion } from './past-region';
import { type SandboxAddress, SandboxPast } from './sandbox-past';
import { setBack } from './set-back';
import { Storyteller } from './storyteller';

export interface HistoryParts {
  readonly databases: Readonly<Record<Region, Sql>>;
  readonly ownerUrls: Readonly<Record<Region, string>>;
  readonly sandbox: SandboxAddress;
  readonly nowMs: number;
}

export interface HistoryTold {
  readonly orders: number;
  readonly evidenceRows: number;
}

export async function tellHistory(parts: HistoryParts): Promise<HistoryTold> {
  const past = new SandboxPast(parts.sandbox);
  await past.muteWebhooks();
  try {
    const told = await Promise.all(REGIONS.map((region) => tellRegion(region, parts, past)));
    return {
      orders: told.reduce((sum, each) => sum + each.orders, 0),
      evidenceRows: told.reduce((sum, each) => sum + each.evidenceRows, 0),
    };
  } finally {
    await past.end();
  }
}

async function tellRegion(region: Region, parts: HistoryParts, past: SandboxPast): Promise<HistoryTold> {
  const world = await openPastRegion(region, parts.databases[region], past, parts.sandbox);
  let orders = 0;
  for (const { order, story } of pastDays(region, parts.nowMs)) {
    if (await isTold(world, order.intent.orderId)) continue;
    await story(new Storyteller(world, order));
    orders++;
  }
  const famous = order42(parts.nowMs);
  if (famous.intent.region === region && !(await isTold(world, famous.intent.orderId))) {
    await tellOrder42(world, parts.nowMs);
    orders++;
  }
  const evidenceRows = await setBack(parts.ownerUrls[region], world.sql, world.times.byOrder);
  return { orders, evidenceRows };
}

/** An earlier seed that was cut off has placed it: the running store carries it on from where it stands. */
async function isTold(world: PastRegion, orderId: string): Promise<boolean> {
  return (await world.orders.get(orderId)) !== null;
}

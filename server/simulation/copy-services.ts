/** Copies of how the other region's orders stand: the real keeper and the nearest reader of a web process, the real teller of a worker. */
import { otherRegion, type Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import { copiedStatus } from '../services/copied-status';
import { CopyKeeper } from '../services/copy-keeper';
import { COMPLETE_EVERY_MS, CopyTeller } from '../services/copy-teller';
import { type NearestStatus, NearestStatusReader } from '../services/nearest-status-reader';
import type { OrderForwarder } from '../services/order-forwarder';
import type { StatusCopyStore } from '../stores/status-copies';
import { copyRelay } from '../workers/copy-relay';
import { copyBus } from './copy-bus';
import type { CopiedStatus } from './forwarding-services';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import type { AskOwner } from './mutant';
import type { ProcessStores } from './process-stores';
import { runJob } from './running-job';
import type { Life } from './simulated-process';

interface CopyPlace {
  readonly region: Region;
  readonly clock: Clock;
}

const timeZone = 'UTC';
const nothing = () => Promise.resolve([]);

/** Where nothing is copied, no copy is looked for. */
export const copiesIn = ({ copied }: Ground, { statusCopies }: ProcessStores): Pick<StatusCopyStore, 'get'> =>
  copied === null ? { get: () => Promise.resolve(null) } : statusCopies;

export function copiedIn(ground: Ground, stores: ProcessStores, place: CopyPlace): CopiedStatus {
  const copies = copiesIn(ground, stores);
  return (orderId) => copiedStatus({ ...place, copies, timeZone }, orderId);
}

export const copyKeeperOf = ({ completeness: copies, statusCopies: statuses }: ProcessStores, { clock }: CopyPlace) =>
  new CopyKeeper({ clock, statuses, carts: { keep: () => Promise.resolve() }, copies });

/** What a customer's page reads, which a mutant may let forget what it has shown before it looks at a copy. */
export function nearestReader(
  ground: Ground,
  stores: ProcessStores,
  place: CopyPlace,
  router: AskOwner,
  forwarder: Pick<OrderForwarder, 'status'>,
): Pick<NearestStatusReader, 'read'> {
  const copies = copiesIn(ground, stores);
  const parts = { ...place, copies, router, timeZone };
  return {
    async read(request, context) {
      const { seen } = request;
      const owner: Pick<OrderForwarder, 'status'> = {
        status: (asked, call) => {
          noteBehind(ground, stores, request.orderId, seen.version);
          return forwarder.status({ ...asked, minVersion: seen.version }, call);
        },
      };
      const held = { ...request, seen: ground.mutant?.seenAtCopy?.(seen) ?? seen };
      const answer = await new NearestStatusReader({ ...parts, forwarder: owner }).read(held, context);
      noteCopy(ground, stores, answer);
      return answer;
    },
  };
}

function noteCopy({ sometimes }: Ground, { context }: ProcessStores, answer: NearestStatus): void {
  if (answer.kind !== 'status') return;
  const { freshness, order_id: orderId, version } = answer.order;
  if (freshness === 'replica') sometimes.saw('status shown from a copy in its owner’s place');
  if (freshness === 'last_known' && context.db.statusReplicas.get(orderId)?.payload.version === version)
    sometimes.saw('status last known by a copy while its owner is not reached');
}

function noteBehind({ copied, sometimes }: Ground, { context }: ProcessStores, orderId: string, seen: number): void {
  const copy = copied === null ? undefined : context.db.statusReplicas.get(orderId);
  if (copy !== undefined && copy.payload.version < seen)
    sometimes.saw('status asked of its owner, since the copy was behind its session');
}

/** Tells the other region, as long as it is not night. */
export function tellCopies(
  ground: Ground,
  db: MemoryDatabase,
  { sourceLook, statusChanges: statuses }: ProcessStores,
  { clock, region }: CopyPlace,
  life: Life,
): void {
  const { copied, copyDoorOf, faults, roads: luck, scheduler, sometimes, weather, yard } = ground;
  if (copied === null) return;
  const peer = otherRegion(region);
  const road = { scheduler, luck, faults, weather, sometimes, peer: () => copyDoorOf(peer), arrived: copied[peer] };
  const teller = new CopyTeller({
    region,
    clock,
    bus: copyBus(road, life),
    statuses,
    carts: { untold: nothing, told: () => Promise.resolve() },
    copies: sourceLook,
  });
  const job = copyRelay(teller);
  let lastMs = Number.NEGATIVE_INFINITY;
  const isDue = (): boolean => {
    const hasNews = [...db.statusChanges.values()].some(({ untoldSinceMs }) => untoldSinceMs !== null);
    const isDueNow = !yard.parking && (hasNews || clock.nowMs() - lastMs >= COMPLETE_EVERY_MS);
    if (isDueNow) lastMs = clock.nowMs();
    return isDueNow;
  };
  runJob(ground, job, life, isDue);
}

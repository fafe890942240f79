/**
 * The redriver: puts back by itself what was parked because its version was not known, once every live reader knows it; and settles what
 * was put back, with the case that the parking opened, once its effect is durable.
 */
import { everybodyReads, type LiveReaders } from '../contracts/agreed-versions';
import type { PeerConsumer } from '../contracts/messages';
import { peerConsumer } from '../domain/bus-message';
import { otherRegion, type Region } from '../domain/ids';
import { parkedCaseClosed, redrivenEvidence } from '../domain/dead-letter-evidence';
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { RedriveStore } from '../stores/redrives';

const ACTOR = 'system:redriver';
const AT_ONCE = 100;

export interface RedriverParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly redrives: RedriveStore;
  readonly wakeUp: WakeUp;
  /** Who was alive a moment ago, and what each reads. */
  live(): LiveReaders;
  /** The same in the other region; null where it does not answer. */
  peerLive(): Promise<LiveReaders | null>;
}

const READS_FOR_PEER: PeerConsumer = 'told-by-peer';
const NOBODY: LiveReaders = { reports: [], unreported: 0 };

export class Redriver {
  constructor(private readonly parts: RedriverParts) {}

  /** Returns how many were put back. */
  async redriveKnown(): Promise<number> {
    const { clock, live, peerLive, redrives, region, wakeUp } = this.parts;
    const readers = live();
    const unknown = await redrives.unknownVersions(AT_ONCE);
    const toPeer = peerConsumer(otherRegion(region));
    const peer = unknown.some(({ consumer }) => consumer === toPeer) ? ((await peerLive()) ?? NOBODY) : NOBODY;
    const known = unknown.filter(({ consumer, schema, schemaVersion }) =>
      consumer === toPeer
        ? everybodyReads(READS_FOR_PEER, schema, schemaVersion, peer)
        : everybodyReads(consumer, schema, schemaVersion, readers),
    );
    const nowMs = clock.nowMs();
    const by = { actor: ACTOR, region, requestId: null };
    const evidence = known.map((each) => redrivenEvidence({ ...each, times: 1 }, by, nowMs));
    const done = await redrives.redrive(known, null, evidence, nowMs);
    for (const { consumer, orderId } of known)
      wakeUp.hint(consumer === 'order-owner' ? 'confirmation_queue' : 'order_moved', orderId);
    return done === null ? 0 : done.queued + done.effected;
  }

  /** Returns how many were settled. */
  async settleActedOn(): Promise<number> {
    const { clock, redrives, region } = this.parts;
    const settled = await redrives.actedOn(AT_ONCE);
    if (settled.length === 0) return 0;
    const nowMs = clock.nowMs();
    const closings = settled
      .filter(({ consumer, moreOpen }) => consumer === 'order-owner' && !moreOpen)
      .map((each) => parkedCaseClosed(each, { actor: ACTOR, region }, nowMs));
    await redrives.settle(
      settled,
      closings.map(({ closed }) => closed),
      closings.map(({ evidence }) => evidence),
      nowMs,
    );
    return settled.length;
  }
}

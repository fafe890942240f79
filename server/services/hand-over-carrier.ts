/**
 * Carries a shard from this region to the other, one step at a time; each step is durable before the next, so whoever takes over after
 * a crash goes on from there. It closes the shard before it asks the other region to open it, and only the other region's own word
 * that it has opened it lets the records go.
 */
import { createHash } from 'node:crypto';
import type { CarriedOrder, HandOver } from '../domain/hand-over';
import type { Clock } from '../ports/clock';
import type { LinkAnswer, RegionLink } from '../ports/region-link';
import type { HandOverOrder, HandOverStore } from '../stores/hand-overs';
import type { HandOverSide } from './hand-over-side';
import { type ShardDirectory, TRUSTED_MS } from './shard-directory';

export interface HandOverCarrierParts {
  readonly clock: Clock;
  readonly handOvers: HandOverStore;
  readonly link: RegionLink;
  readonly directory: Pick<ShardDirectory, 'refresh'>;
}

/** Orders looked at in one go. */
const PAGE = 200;
/** Each list of ids reads all of the region's orders: as few lists as a step's length allows. */
const LISTED_WHILE_COPYING = 5 * PAGE;
const LISTED = 50 * PAGE;
/** Pages that are compared at one time while nobody decides: most of it is the database's work, and it is only read. */
const LANES = 2;
/** Below the link's own limit, with room for escaping. */
const MOST_BYTES = 180_000;
/** With so few left over, a pass is the last one before the shard is drained. */
const FEW = 25;
const MOST_PASSES = 4;
/** A payment that was just sent is waited for as long as this; then the new owner looks it up. */
const DRAIN_MS = 6_000;
/** Who trusts what they read of the directory has read anew by then. */
const READ_ANEW_MS = TRUSTED_MS + 500;
const CLEARED_AT_ONCE = 1_000;
const FORGOTTEN_AT_ONCE = 500;
/** Two at work on one step do no harm: each step is safe to repeat. So a crash costs no more than this. */
const WORKED_MS = 10_000;
const CALL_MS = 20_000;
/** Opening writes all of the shard's records in one transaction. */
const ACCEPT_MS = 240_000;

type Method = keyof HandOverSide;
type Answer<M extends Method> = Awaited<ReturnType<HandOverSide[M]>>;

/** Not for now, and the same is asked again: the other region did not answer, or keeps none of what it was sent. */
class NotNow extends Error {}

interface Total {
  readonly orders: number;
  readonly digest: string;
}

export class HandOverCarrier {
  /** Of closed shards: nothing changes there any more. */
  private readonly totals = new Map<string, Total>();

  constructor(private readonly parts: HandOverCarrierParts) {}

  /** Takes one step of the oldest hand-over that is under way here. Returns whether there was something to do. */
  async step(): Promise<boolean> {
    const { handOvers } = this.parts;
    // first of all: of a shard that it still receives, the other region takes no other hand-over
    if (await this.tellTakenBack()) return true;
    const handOver = await handOvers.claim(WORKED_MS);
    if (handOver === null) return (await handOvers.forgetCarried(FORGOTTEN_AT_ONCE)) === FORGOTTEN_AT_ONCE;
    try {
      return await this.take(handOver);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      await handOvers.note(handOver.handOverId, { waitsFor: error.message });
      return false;
    } finally {
      await handOvers.unclaim(handOver.handOverId);
    }
  }

  private async take(handOver: HandOver): Promise<boolean> {
    const { step } = handOver;
    if (handOver.abortAskedBy !== null && (step === 'copying' || step === 'draining' || step === 'closed'))
      return this.takeBack(handOver);
    switch (step) {
      case 'copying':
        return this.copy(handOver);
      case 'draining':
        return this.drainAndClose(handOver);
      case 'closed':
        return this.carryTheRest(handOver);
      case 'accepting':
        return this.accept(handOver);
      case 'clearing':
        return this.clear(handOver);
      case 'done':
      case 'aborted':
      case 'receiving':
      case 'accepted':
        return false;
      default:
        return step satisfies never;
    }
  }

  private async copy(handOver: HandOver): Promise<boolean> {
    const { handOvers } = this.parts;
    const { cursor, handOverId, pass } = handOver;
    if (cursor === '' && pass === 1) {
      const { answer } = await this.ask('hand_over_prepare', { order: orderOf(handOver) });
      if (answer !== 'receiving') {
        await handOvers.note(handOverId, { waitsFor: `the other region refuses it: ${answer}` });
        return false;
      }
    }
    const ids = await handOvers.idsOf(handOver.shard, cursor, LISTED_WHILE_COPYING);
    let { carriedInPass, ordersCarried, ordersLookedAt } = handOver;
    for (const page of pagesOf(ids)) {
      const { carried } = await this.carryPage(handOverId, page);
      carriedInPass += carried;
      ordersCarried += carried;
      ordersLookedAt += page.length;
      await handOvers.note(handOverId, { cursor: page.at(-1) ?? '', carriedInPass, ordersLookedAt, ordersCarried });
    }
    if (ids.length === LISTED_WHILE_COPYING) return true;
    const isNearlyEqual = carriedInPass <= FEW || pass >= MOST_PASSES;
    const ordersTotal = ordersLookedAt;
    if (isNearlyEqual) {
      await handOvers.note(handOverId, { ordersTotal });
      await handOvers.drain(handOverId);
    } else
      await handOvers.note(handOverId, {
        cursor: '',
        pass: pass + 1,
        carriedInPass: 0,
        ordersLookedAt: 0,
        ordersTotal,
      });
    return true;
  }

  private async drainAndClose({ handOverId, shard, stepAtMs }: HandOver): Promise<boolean> {
    const { clock, directory, handOvers } = this.parts;
    if (clock.nowMs() - stepAtMs < DRAIN_MS && (await handOvers.inFlight(shard)) > 0) {
      await handOvers.note(handOverId, { waitsFor: 'payments that were just sent' });
      return false;
    }
    if ((await handOvers.close(handOverId)) === null) {
      const waitsFor = 'a worker of an older build, which would not know that the shard is closed';
      await handOvers.note(handOverId, { waitsFor });
      return false;
    }
    await directory.refresh();
    return true;
  }

  private async carryTheRest(handOver: HandOver): Promise<boolean> {
    const { handOvers } = this.parts;
    const { handOverId } = handOver;
    if (!(await handOvers.hasSettled(handOverId))) {
      await handOvers.note(handOverId, { waitsFor: 'writers that began before it was closed' });
      return false;
    }
    // the other region may not know of it yet, if the first call was never answered
    const { answer } = await this.ask('hand_over_prepare', { order: orderOf(handOver) });
    if (answer !== 'receiving') {
      await handOvers.note(handOverId, { waitsFor: `the other region refuses it: ${answer}` });
      return false;
    }
    const { orders } = this.totals.get(handOverId) ?? (await this.lastPass(handOver));
    return handOvers.askAccept(handOverId, READ_ANEW_MS, orders);
  }

  /** Over a closed shard, where nothing changes any more: it is gone over once, and not again while its time to open has not come. */
  private async lastPass({ handOverId, ordersCarried, shard }: HandOver): Promise<Total> {
    const { handOvers } = this.parts;
    const hash = createHash('md5');
    let orders = 0;
    let carried = 0;
    for await (const pages of this.pagesOfShard(shard)) {
      for (const page of await Promise.all(pages.map((ids) => this.carryPage(handOverId, ids)))) {
        for (const { digest, orderId } of page.digests) hash.update(orderId + digest);
        orders += page.digests.length;
        carried += page.carried;
      }
      await handOvers.note(handOverId, { ordersLookedAt: orders });
    }
    await handOvers.note(handOverId, { ordersTotal: orders, ordersCarried: ordersCarried + carried });
    const total = { orders, digest: hash.digest('hex') };
    this.totals.set(handOverId, total);
    return total;
  }

  private async accept(handOver: HandOver): Promise<boolean> {
    const { handOvers } = this.parts;
    const { closedEpoch, handOverId, sweepFromMs } = handOver;
    if (closedEpoch === null) throw new Error(`hand-over ${handOverId} is at ${handOver.step} without an epoch`);
    const total = this.totals.get(handOverId) ?? (await this.total(handOver.shard));
    const answer = await this.ask('hand_over_accept', { handOverId, closedEpoch, sweepFromMs, ...total }, ACCEPT_MS);
    this.totals.delete(handOverId);
    if (answer.kind === 'accepted') return handOvers.wasAccepted(handOverId, answer.epoch);
    return handOvers.acceptWasRefused(handOverId, answer.why);
  }

  private async clear({ handOverId }: HandOver): Promise<boolean> {
    const left = await this.parts.handOvers.clear(handOverId, CLEARED_AT_ONCE);
    return left !== null;
  }

  /** Once the other region was asked to accept, only its own word that it never will lets the shard be taken back. */
  private async takeBack(handOver: HandOver): Promise<boolean> {
    const { directory, handOvers } = this.parts;
    const { acceptAsked, from, handOverId, shard, to } = handOver;
    const dropped = await this.ask('hand_over_drop', { order: { handOverId, shard, from, to } }).catch(
      (error: unknown) => {
        if (acceptAsked || !(error instanceof NotNow)) throw error;
        return { dropped: false };
      },
    );
    this.totals.delete(handOverId);
    const taken = await handOvers.reopen(handOverId, dropped.dropped);
    await directory.refresh();
    return taken;
  }

  /** What was taken back while the other region was not reached. Returns whether it was told now. */
  private async tellTakenBack(): Promise<boolean> {
    const { handOvers } = this.parts;
    const untold = await handOvers.takenBackUntold();
    if (untold === null) return false;
    const { from, handOverId, shard, to } = untold;
    try {
      await this.ask('hand_over_drop', { order: { handOverId, shard, from, to } });
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      return false;
    }
    await handOvers.note(handOverId, { waitsFor: null });
    return true;
  }

  /** What the other region does not keep as it stands here. */
  private async carryPage(handOverId: string, ids: readonly string[]) {
    const { handOvers } = this.parts;
    const digests = await handOvers.digests(ids);
    const { orderIds } = await this.ask('hand_over_missing', { handOverId, digests });
    const records = orderIds.length === 0 ? [] : await handOvers.records(orderIds);
    for (const orders of callsOf(records)) {
      const answer = await this.ask('hand_over_keep', { handOverId, orders });
      if (answer.kind === 'refused')
        throw new NotNow(`the other region, which keeps none of what it was sent: ${answer.why}`);
    }
    return { digests, carried: records.length };
  }

  /** As many at one time as are compared at one time. */
  private async *pagesOfShard(shard: number): AsyncGenerator<readonly (readonly string[])[]> {
    for (let after = ''; ; ) {
      const ids = await this.parts.handOvers.idsOf(shard, after, LISTED);
      const pages = [...pagesOf(ids)];
      for (let at = 0; at < pages.length; at += LANES) yield pages.slice(at, at + LANES);
      if (ids.length < LISTED) return;
      after = ids.at(-1) ?? '';
    }
  }

  private async total(shard: number): Promise<Total> {
    const hash = createHash('md5');
    let orders = 0;
    for await (const pages of this.pagesOfShard(shard)) {
      const { handOvers } = this.parts;
      for (const digests of await Promise.all(pages.map((ids) => handOvers.digests(ids)))) {
        for (const { digest, orderId } of digests) hash.update(orderId + digest);
        orders += digests.length;
      }
    }
    return { orders, digest: hash.digest('hex') };
  }

  private async ask<M extends Method>(
    method: M,
    body: Parameters<HandOverSide[M]>[0],
    remainingMs = CALL_MS,
  ): Promise<Answer<M>> {
    const requestId = `hand-over:${method}`;
    const answer: LinkAnswer = await this.parts.link.call({ method, body, remainingMs, requestId, traceparent: '' });
    if (answer.kind === 'unreachable') throw new NotNow(`the other region: ${answer.error}`);
    return answer.body as Answer<M>;
  }
}

const orderOf = ({ from, handOverId, reason, shard, startedBy, to }: HandOver): HandOverOrder => ({
  handOverId,
  shard,
  from,
  to,
  by: startedBy,
  reason,
});

function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += PAGE) yield ids.slice(at, at + PAGE);
}

/** As many orders a call as its size allows, and at least one. */
function callsOf(orders: readonly CarriedOrder[]): CarriedOrder[][] {
  const calls: CarriedOrder[][] = [];
  let bytes = 0;
  for (const order of orders) {
    const size = order.records.reduce((sum, record) => sum + record.length * 1.3, 200);
    const last = calls.at(-1);
    if (last === undefined || bytes + size > MOST_BYTES) {
      calls.push([order]);
      bytes = size;
    } else {
      last.push(order);
      bytes += size;
    }
  }
  return calls;
}

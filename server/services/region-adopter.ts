/**
 * The region adopter: opens the shards of a region that is lost for good in the one that is left, with the records of a copy if there
 * is one, at epochs far above every one that is known. That the lost region is dead is for people to see to; nothing here can.
 */
import { createHash } from 'node:crypto';
import { otherRegion, type Region } from '../domain/region';
import type { AdoptionStore } from '../stores/adoptions';
import type { NewAuditEntry } from '../stores/audit';
import type { Clock } from '../ports/clock';
import type { HandOverStore } from '../stores/hand-overs';

/** A database's own records of shards, for an adoption. */
export interface AdoptionGround {
  readonly adoptions: AdoptionStore;
  readonly handOvers: HandOverStore;
}

export interface RegionAdopterParts {
  readonly lost: Region;
  readonly clock: Clock;
  readonly survivor: AdoptionGround;
  /** The newest copy of the lost region's database; null: there is none, and its shards are opened empty. */
  readonly copy: AdoptionGround | null;
  readonly audit: { append(entry: NewAuditEntry): Promise<boolean> };
}

export interface AdoptedShard {
  readonly shard: number;
  readonly orders: number;
  readonly epoch: number;
  readonly lookUps: number;
}

export interface Adoption {
  readonly adopted: readonly AdoptedShard[];
  /** Shards that were under way between the regions: a person decides which side is whole. */
  readonly left: readonly { readonly shard: number; readonly why: string }[];
}

/** Above everything that the lost region can have taken since it was last heard: one a lease, for longer than a copy is kept. */
const EPOCHS_ABOVE = 1_000;
const PAGE = 200;

export class RegionAdopter {
  constructor(private readonly parts: RegionAdopterParts) {}

  /** Safe to repeat: a shard that is open here is not the lost region's any more. */
  async adopt(by: string, reason: string): Promise<Adoption> {
    const { adoptions } = this.parts.survivor;
    const { lost } = this.parts;
    const shards = await adoptions.shardsOf(lost);
    const copied = await this.epochsOfCopy();
    const open = await adoptions.openHandOvers(shards.map(({ shard }) => shard));
    const adopted: AdoptedShard[] = [];
    const left: { shard: number; why: string }[] = [];
    for (const { epoch, shard } of shards) {
      const underWay = open.find((each) => each.shard === shard);
      // what was only being received here had not been accepted: the lost region still owned it
      if (underWay !== undefined && underWay.side === 'to') await this.dropped(underWay.handOverId, shard);
      else if (underWay !== undefined) {
        left.push({ shard, why: `hand-over ${underWay.handOverId} stands at ${underWay.step} here` });
        continue;
      }
      const known = Math.max(epoch, copied.get(shard) ?? 0);
      adopted.push(await this.adoptShard(shard, known + EPOCHS_ABOVE, by, reason));
    }
    return { adopted, left };
  }

  private async dropped(handOverId: string, shard: number): Promise<void> {
    const { lost, survivor } = this.parts;
    await survivor.handOvers.drop({ handOverId, shard, from: lost, to: otherRegion(lost) });
  }

  private async epochsOfCopy(): Promise<ReadonlyMap<number, number>> {
    const { copy, lost } = this.parts;
    const shards = copy === null ? [] : await copy.adoptions.shardsOf(lost);
    return new Map(shards.map(({ epoch, shard }) => [shard, epoch]));
  }

  private async adoptShard(shard: number, closedEpoch: number, by: string, reason: string): Promise<AdoptedShard> {
    const { audit, clock, copy, lost, survivor } = this.parts;
    const to = otherRegion(lost);
    const handOverId = `ho_adopted-${lost}-${shard}-${closedEpoch}`;
    const prepared = await survivor.handOvers.prepare({ handOverId, shard, from: lost, to, by, reason });
    if (prepared !== 'receiving') throw new Error(`shard ${shard} is not taken: ${prepared}`);
    const { digest, orders } = await this.carried(handOverId, shard, copy);
    const sweepFromMs = (await copy?.adoptions.lastPassUntilMs(lost)) ?? null;
    const answer = await survivor.handOvers.accept(handOverId, closedEpoch, orders, digest, sweepFromMs);
    if (answer.kind === 'refused') throw new Error(`shard ${shard} is not opened: ${answer.why}`);
    await audit.append({
      actor: by,
      role: 'on-call',
      action: 'ownership:adopt',
      object: `shard ${shard}`,
      operationId: handOverId,
      requestId: null,
      reason,
      detail: { lost, orders, epoch: answer.epoch },
    });
    const lookUps = await survivor.adoptions.lookUpNow(shard, clock.nowMs());
    return { shard, orders, epoch: answer.epoch, lookUps };
  }

  /** The copy's records of the shard, if the copy has it as its own region's. */
  private async carried(handOverId: string, shard: number, copy: AdoptionGround | null) {
    const { lost, survivor } = this.parts;
    const hash = createHash('md5');
    let orders = 0;
    const isItsOwn = copy !== null && (await copy.adoptions.shardsOf(lost)).some((each) => each.shard === shard);
    let after: string | null = isItsOwn ? '' : null;
    while (after !== null && copy !== null) {
      const ids: readonly string[] = await copy.handOvers.idsOf(shard, after, PAGE);
      const records = ids.length === 0 ? [] : await copy.handOvers.records(ids);
      await survivor.handOvers.keep(handOverId, records);
      for (const each of records) hash.update(each.orderId + each.digest);
      orders += records.length;
      after = ids.length < PAGE ? null : (ids.at(-1) ?? null);
    }
    return { orders, digest: hash.digest('hex') };
  }
}

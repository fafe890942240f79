/** The first sentence of the ownership page: who owns what, and what is not as it should be. */
import type { Tone } from '@/components/ui/tone';
import { roughSpan } from '@/server/domain/instant-words';
import { sentenceCase } from '@/server/domain/sentence-case';
import type { OwnershipView } from './ownership-view';
import { ownersOf } from './shards-shown';

export interface OwnershipAnswer {
  readonly tone: Tone;
  readonly lead: string;
  readonly rest: string;
}

export function ownershipAnswer({ notReached, peer, regions }: OwnershipView, nowMs: number): OwnershipAnswer {
  const shards = ownersOf(regions);
  const twice = shards.filter(({ standing }) => standing === 'claimed_twice');
  if (twice.length > 0)
    return {
      tone: 'red',
      lead: `Both regions call ${twice.length === 1 ? 'a shard' : `${twice.length} shards`} their own.`,
      rest: `Shard ${twice.map(({ shard }) => shard).join(', ')}. Stop the workers of both regions and follow the playbook in docs/operations.md.`,
    };
  const moving = shards.filter(({ standing }) => standing === 'moving');
  const east = shards.filter(({ owner }) => owner === 'east').length;
  const owned = `east owns ${east}, west ${shards.length - east}.`;
  if (notReached.length > 0)
    return {
      tone: 'amber',
      lead: `${sentenceCase(notReached.join(' and '))} is not reached${peer.sinceMs === null ? '' : ` for ${roughSpan(nowMs - peer.sinceMs)}`}.`,
      rest: `${peer.circuit === 'closed' ? '' : 'It hangs, so no customer waits for it: their orders are kept here at once, and one call in five seconds finds out. '}As far as known, ${owned} A region decides only what its own database calls its own; nothing is taken over by itself.`,
    };
  if (moving.length > 0)
    return {
      tone: 'amber',
      lead: `${moving.length === 1 ? `Shard ${moving[0]?.shard} is` : `${moving.length} shards are`} between two owners.`,
      rest: `Nobody decides ${moving.length === 1 ? 'its' : 'their'} orders until the new owner has accepted. Otherwise ${owned}`,
    };
  const draining = shards.find(({ standing }) => standing === 'draining');
  if (draining !== undefined)
    return {
      tone: 'amber',
      lead: `Shard ${draining.shard} is being handed over.`,
      rest: `It takes no new order. ${owned}`,
    };
  return { tone: 'neutral', lead: 'Each shard has one owner.', rest: sentenceCase(owned) };
}

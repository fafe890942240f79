/**
 * What must come up at least once over many histories: a run in which the interesting never happened proves nothing, however
 * green it is.
 */
import { LEGAL_TRANSITIONS, type OrderState } from '../domain/order';
import { EXIT_LINES, type ExitLineName } from '../domain/exit-evidence';
import { REPAIR_KINDS, type RepairKind } from '../domain/repair/repair';

type RefusedExitName = `exit refused for one reason: ${ExitLineName}`;
type RepairName = `repair applied: ${RepairKind}`;
type TransitionName = `transition ${OrderState | '-'} > ${OrderState}`;

export const SOMETIMES = [
  'authorization after the hold has ended',
  'items of an ended hold went back',
  'authorization after the items went back',
  'void acknowledged after a late or wrong authorization',
  'stale owner tries a final write',
  'webhook before the answer of the call',
  'webhook for an order that is final',
  'webhook twice',
  'key forgotten by the provider while its operation is open',
  'look-up finds nothing, then finds it',
  'never accepted, proven after the settle time',
  'commit-unknown that did commit',
  'commit-unknown that did not commit',
  'crash of a process that was still recovering',
  'message delivered twice to a consumer',
  'message of an order that moved meanwhile',
  'admission at 0 %',
  'admission at a part',
  'admission at 100 %',
  'degraded mode entered by a person',
  'degraded mode entered by a figure',
  'two regions in two episodes, which become one',
  'degraded mode entered because the other region had',
  'degraded mode left over the whole ramp',
  'ramp steps back',
  'ramp paused and resumed',
  ...EXIT_LINES.map((line): RefusedExitName => `exit refused for one reason: ${line}`),
  'way out refused: there is no such way',
  'glass refused to one person alone',
  'glass refused to whoever may not agree',
  'degraded mode left by broken glass',
  'broken glass used up by a relapse',
  'switch set, and known in both regions',
  'switch set, and not known yet in the other region',
  'intent kept without payment, then paid',
  'intent kept without payment, then expired',
  'last unit fought for',
  'equal submits at once',
  'a hundred equal submits at once',
  'same key, other body',
  "another customer's key",
  'status never older than seen, though the replica was',
  'status shown from a copy in its owner’s place',
  'status asked of its owner, since the copy was behind its session',
  'status last known by a copy while its owner is not reached',
  'copy overtaken on its way',
  'copy delivered twice',
  'one key in both regions at once',
  'intent kept while its owner is not reached',
  'intent kept though its owner had acted on it',
  'intent kept without a copy of its checkout',
  'kept intent handed over, and decided by its owner',
  'kept intent handed over that its customer had placed meanwhile',
  'kept intent expired, and refused by its owner uncharged',
  'kept intent expired that had been placed meanwhile',
  'kept intent refused by its owner',
  'customer of a kept intent tries the other region',
  'told as last known while the owner is not reached',
  'told not charged, proven',
  'not told earlier than seen while the owner is not reached',
  'hand-over of a shard done',
  'hand-over taken back',
  'hand-over taken back after it was closed',
  'hand-over taken back without the other region, which is told later',
  'hand-over goes on after its worker crashed',
  'hand-over waits for a link that is cut',
  'hand-over of an order with an open payment',
  'intent kept while its shard is on its way',
  'order decided where its shard was handed over to',
  'write refused: its shard is closed here',
  'authorization given back by a void',
  'checks ran out, a case is open',
  'shard taken by the other worker',
  'fenced worker decides again',
  'provider answers under a key again',
  'unreadable message parked, a case is open',
  'sweep heals an order that webhook and look-ups did not',
  'sweep heals an order whose checks ran out',
  'sweep finds a charge without an order',
  'sweep finds a second charge',
  'sweep asks singly for what the list left out',
  'provider could not be listed',
  'list of several pages',
  'window swept by two',
  'two operators at one order: the second is told of the first',
  'stale form refused: the order moved',
  'stale form refused: newer evidence',
  'approval void: what it rested on changed',
  'own proposal not approvable',
  'another snapshot than the proposed one not approvable',
  'case held by a colleague',
  'proposal declined by a colleague',
  'proposal taken back',
  'second person approves, and it is done',
  'repair recorded, and its outcome not known yet',
  'double click on a repair',
  'operator walks away in the middle',
  'refund of a part, then of the rest',
  'case past due is escalated',
  ...REPAIR_KINDS.map((kind): RepairName => `repair applied: ${kind}`),
  'repair refused by the order owner',
  ...LEGAL_TRANSITIONS.map(([from, to]): TransitionName => `transition ${from ?? '-'} > ${to}`),
] as const;

export type SometimesName = (typeof SOMETIMES)[number];

export class Sometimes {
  readonly counts = new Map<string, number>();

  saw(name: SometimesName): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  add(other: Sometimes): void {
    for (const [name, count] of other.counts) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }
}

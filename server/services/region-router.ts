/**
 * Either region serves every customer: what this region owns is done here, the rest is asked of its owner over the region link.
 * An owner that cannot be reached is an answer of its own, and nothing is decided in its place.
 */
import { otherRegion, type Region, regionOfCart } from '../domain/ids';
import { ask, type Circuit, CLOSED, heard } from '../domain/link-circuit';
import type { Clock } from '../ports/clock';
import type { BusDoor } from '../ports/embedded-bus';
import type { Acted, RegionLink } from '../ports/region-link';
import type { DrillSide } from './drill-side';
import type { AuditSide } from './regional-audit';
import type { TraceSide } from './regional-traces';
import type { CaseSide } from './case-side';
import type { ControlSide } from './control-exchange';
import type { ControlRateSide } from './regional-controls';
import type { ModeSide } from './regional-mode';
import type { ConsoleSide } from './regional-console';
import type { NewsSide } from './news-side';
import type { NowSide } from './console-reader';
import { isMoved, orderOfCall } from './owned-service';
import type { OwnershipSide } from './ownership-side';
import type { IntentSide } from './intent-side';
import type { MessagesSide } from './messages-side';
import type { BulkSide } from './regional-bulk';
import type { HandOverSide } from './hand-over-side';
import type { OwnershipDeskSide } from './regional-ownership';
import type { RepairSide } from './regional-repairs';
import type { VerdictSide } from './regional-verdicts';
import type { ShardDirectory } from './shard-directory';
import type { PressureSide } from './regional-pressure';
import type { StatementSide } from './statement-side';
import type { Storefront } from './storefront';

/** Everything that a region can be asked for by name; the link carries exactly these. */
export type LinkService = Storefront &
  ConsoleSide &
  RepairSide &
  VerdictSide &
  BulkSide &
  CaseSide &
  StatementSide &
  AuditSide &
  TraceSide &
  DrillSide &
  ControlSide &
  ControlRateSide &
  ModeSide &
  OwnershipSide &
  IntentSide &
  HandOverSide &
  BusDoor &
  MessagesSide &
  PressureSide &
  NowSide &
  NewsSide &
  OwnershipDeskSide;

export interface RegionRouterParts {
  readonly region: Region;
  readonly directory: Pick<ShardDirectory, 'ownerOfOrder' | 'refresh'>;
  /** As `ownedService` guards it. */
  readonly local: LinkService;
  readonly link: RegionLink;
  readonly clock: Clock;
  /** Refuse at once, while the peer hangs, what a customer would wait for. Not where a machine calls: it has the time to find out. */
  readonly circuit?: boolean;
}

/** What a customer's own call waits for. A status is read with a patience of its own, and finds out for the others. */
const WAITED_FOR: ReadonlySet<keyof LinkService> = new Set([
  'order_place',
  'checkout_open',
  'checkout_owed',
  'cart_set_item',
  'cart_get',
]);

export interface CallContext {
  readonly requestId: string;
  readonly traceparent: string;
  readonly remainingMs: number;
}

/** How the other region was reached from this process. */
export interface PeerReach {
  readonly region: Region;
  readonly reachable: boolean;
  readonly sinceMs: number | null;
  /** Of the calls that customers wait for. */
  readonly circuit: Circuit['kind'];
}

export type Routed<T> =
  | { readonly kind: 'answered'; readonly region: Region; readonly answer: T }
  | { readonly kind: 'owner_unreachable'; readonly owner: Region; readonly error: string; readonly acted: Acted };

type Method = keyof LinkService;
type Input<M extends Method> = Parameters<LinkService[M]>[0];
type Answer<M extends Method> = Awaited<ReturnType<LinkService[M]>>;

export class RegionRouter {
  /** Since when the peer did not answer; null while it does, undefined before the first call. */
  private unreachableSinceMs: number | null | undefined;
  private circuit: Circuit = CLOSED;

  constructor(private readonly parts: RegionRouterParts) {}

  /** Whether the last call over the link was answered; what nobody tried is not reachable. */
  peerReach(): PeerReach {
    return {
      region: this.otherRegion(),
      reachable: this.unreachableSinceMs === null,
      sinceMs: this.unreachableSinceMs ?? null,
      circuit: this.circuit.kind,
    };
  }

  ownerOfOrder(orderId: string): Region {
    return this.parts.directory.ownerOfOrder(orderId);
  }

  ownerOfCart(cartId: string): Region {
    return regionOfCart(cartId) ?? this.parts.region;
  }

  otherRegion(): Region {
    return otherRegion(this.parts.region);
  }

  /**
   * Asks `owner`, which may be this region. One that says that the shard is not its own (any more) is not believed blindly: the
   * directory is read anew, and the other region is asked once. While neither owns it, it is as if its owner were unreachable.
   */
  async ask<M extends Method>(
    owner: Region,
    method: M,
    input: Input<M>,
    context: CallContext,
  ): Promise<Routed<Answer<M>>> {
    const first = await this.askOnce(owner, method, input, context);
    if (first.kind !== 'answered' || !isMoved(first.answer)) return first;
    await this.parts.directory.refresh();
    const now = this.parts.directory.ownerOfOrder(orderOfCall(method, input) ?? '');
    const second = now === owner ? first : await this.askOnce(now, method, input, context);
    if (second.kind !== 'answered' || !isMoved(second.answer)) return second;
    const error = 'the shard is on its way from one region to the other';
    return { kind: 'owner_unreachable', owner: now, error, acted: 'no' };
  }

  private goes(method: Method, nowMs: number, patienceMs: number): boolean {
    if (this.parts.circuit !== true || !WAITED_FOR.has(method)) return true;
    const asked = ask(this.circuit, nowMs, patienceMs);
    this.circuit = asked.circuit;
    return asked.goes;
  }

  private async askOnce<M extends Method>(
    owner: Region,
    method: M,
    input: Input<M>,
    context: CallContext,
  ): Promise<Routed<Answer<M>>> {
    const { clock, link, local, region } = this.parts;
    if (owner === region) {
      const own = local[method] as (input: Input<M>) => Promise<Answer<M>>;
      return { kind: 'answered', region, answer: await own(input) };
    }
    const beganAtMs = clock.nowMs();
    if (!this.goes(method, beganAtMs, context.remainingMs))
      return { kind: 'owner_unreachable', owner, error: 'the peer hangs: not asked again yet', acted: 'no' };
    const answer = await link.call({ method, body: input, ...context });
    const nowMs = clock.nowMs();
    this.circuit = heard(this.circuit, answer.kind === 'answered', nowMs - beganAtMs, nowMs);
    this.unreachableSinceMs = answer.kind === 'answered' ? null : (this.unreachableSinceMs ?? clock.nowMs());
    return answer.kind === 'answered'
      ? { kind: 'answered', region: owner, answer: answer.body as Answer<M> }
      : { kind: 'owner_unreachable', owner, error: answer.error, acted: answer.acted };
  }
}

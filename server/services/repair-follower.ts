/** Follows a repair to the order owner's decision, and finds what a repeated click did before. */
import type { ActionResult } from '../domain/action-result';
import { orderHref } from '../domain/order-href';
import { appliedWords, openWords, PROPOSED_WORDS, settledWords } from '../domain/repair/words';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { WakeUp } from '../ports/wake-up';
import type { AuditStore } from '../stores/audit';
import type { RepairRecord, RepairStore } from '../stores/repairs';

export interface RepairFollowerParts {
  readonly clock: Clock;
  readonly repairs: RepairStore;
  readonly audit: AuditStore;
  readonly wakeUp: WakeUp;
}

/** A person waits so long for the owner's decision; then the order's page tells it. */
export const REPAIR_PATIENCE_MS = 3_000;
const POLL_MS = 100;

export class RepairFollower {
  constructor(private readonly parts: RepairFollowerParts) {}

  /** What this click did before; null when it did nothing yet. */
  async repeated(orderId: string, action: string, asked: StaffAsked): Promise<ActionResult | null> {
    const known = await this.parts.audit.ofOperation(asked.operationId);
    if (known === null) return null;
    const repairId = known.detail.repair_id;
    if (known.object !== orderId || known.action !== action || typeof repairId !== 'string') return OTHER_CLICK;
    return this.follow(orderId, repairId);
  }

  /** The owner is told, and a moment is waited for its word. */
  async follow(orderId: string, repairId: string): Promise<ActionResult> {
    const { clock, repairs, wakeUp } = this.parts;
    wakeUp.hint('confirmation_queue', orderId);
    const untilMs = clock.nowMs() + REPAIR_PATIENCE_MS;
    for (;;) {
      const repair = await repairs.get(orderId, repairId);
      const said = repair === null ? null : saidOf(repair);
      if (said !== null) return said;
      if (clock.nowMs() >= untilMs)
        return {
          kind: 'not_known_yet',
          text: "It is recorded; the order's owner has not decided it yet.",
          watch: orderHref(orderId),
        };
      await clock.sleep(POLL_MS);
    }
  }

  /** Whoever comes second is told what the first one asked for. */
  async otherOpen(orderId: string): Promise<ActionResult> {
    const open = (await this.parts.repairs.ofOrder(orderId)).find(
      ({ state }) => state === 'proposed' || state === 'requested',
    );
    return notDone(
      'repair_open',
      open === undefined ? 'Another repair was just settled; look at the order again.' : openWords(open),
    );
  }
}

export const PROPOSE = 'repairs:propose';

/** The repair that a click makes. */
export const repairIdOf = (orderId: string, { operationId }: Pick<StaffAsked, 'operationId'>): string =>
  `repair:${orderId}:${operationId}`;

/** Null: the owner has not decided it yet. */
function saidOf(repair: RepairRecord): ActionResult | null {
  switch (repair.state) {
    case 'proposed':
      return { kind: 'done', text: PROPOSED_WORDS };
    case 'requested':
      return null;
    case 'applied':
      return { kind: 'done', text: appliedWords(repair) };
    case 'refused':
      return notDone('repair_refused', repair.refusedBecause ?? 'It was refused.');
    case 'withdrawn':
      return notDone('repair_settled', settledWords(repair));
    default:
      return repair.state satisfies never;
  }
}

export const notDone = (code: string, text: string): ActionResult => ({ kind: 'not_done', code, text });
export const NO_ORDER = notDone('order_not_found', 'There is no such order in this region.');
export const OTHER_CLICK = notDone(
  'operation_id_used',
  'This click was already used for something else. Nothing was done; try again.',
);

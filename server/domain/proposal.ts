/**
 * A proposed repair waits for its second person, and while it waits no other repair of its order can begin. So it does not wait for ever:
 * it is late after some hours, in everybody's sight, and ends by itself after a day, refused, with its reason in the order's evidence and
 * in the audit. Whoever still wants it proposes it anew, on what the provider says then.
 */
import type { Money } from './money';
import { mayDo, type Role, rolesThatMay } from './permissions';
import type { OrderState } from './order';
import type { RepairKind } from './repair/repair';
import { staffActor } from './staff';

export const PROPOSAL_LATE_MS = 4 * 3_600_000;
export const PROPOSAL_ENDS_MS = 24 * 3_600_000;

export const UNANSWERED = 'Nobody answered it within a day. Propose it again if it is still wanted.';
/** Who ends it, in evidence and audit. */
export const PROPOSAL_WATCHER = 'system:proposal-watcher';

/** What the desk shows of a proposal that no open case leads to. */
export interface WaitingProposal {
  readonly orderId: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly repairId: string;
  readonly kind: RepairKind;
  /** Null for a repair that moves no money. */
  readonly amount: Money | null;
  readonly reason: string;
  /** `staff:ana@…` */
  readonly proposedBy: string;
  readonly proposedAtMs: number;
}

/** Whose turn it is, as the desk says it: never whoever proposed it. */
export function answeredBy(
  { proposedBy }: Pick<WaitingProposal, 'proposedBy'>,
  me: { readonly email: string | null; readonly role: Role | null },
): string {
  const anyone = `any ${rolesThatMay('repairs:approve').join(' or ')}`;
  if (me.email !== null && proposedBy === staffActor(me.email)) return `${anyone} but you`;
  return mayDo(me.role, 'repairs:approve') ? 'you may' : anyone;
}

export const isLate = ({ proposedAtMs }: Pick<WaitingProposal, 'proposedAtMs'>, nowMs: number): boolean =>
  nowMs - proposedAtMs >= PROPOSAL_LATE_MS;

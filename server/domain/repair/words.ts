/** What became of a repair, as the people at the desk read it. */
import { REPAIR_WORDS, type RepairKind } from './repair';

export interface RepairStandingWords {
  readonly kind: RepairKind;
  readonly state: 'proposed' | 'requested' | 'applied' | 'refused' | 'withdrawn';
  readonly proposedBy: string;
  readonly refusedBecause: string | null;
  readonly after: Readonly<Record<string, string | number | null>> | null;
}

export const PROPOSED_WORDS = 'Proposed. A second person must approve it before anything moves.';

export function movedWords({ state, version }: { readonly state: string; readonly version: number }): string {
  return `The order moved: it is now ${state}, version ${version}. Nothing was done.`;
}

/** To whoever comes second. */
export function openWords({ kind, proposedBy, state }: RepairStandingWords): string {
  const stands = state === 'proposed' ? 'it waits for a second person' : 'it is being carried out';
  return `${personOf(proposedBy)} asked for another repair first: ${REPAIR_WORDS[kind]}; ${stands}.`;
}

export function settledWords({ kind, refusedBecause, state }: RepairStandingWords): string {
  return `${REPAIR_WORDS[kind]}: ${state}${refusedBecause === null ? '' : `, because ${refusedBecause}`}.`;
}

export function appliedWords({ after, kind }: RepairStandingWords): string {
  const operation =
    typeof after?.operation === 'string' ? `; ${after.operation} is followed until the provider acknowledges it` : '';
  return `${REPAIR_WORDS[kind]}: done. The order is ${String(after?.state ?? 'unchanged')}${operation}.`;
}

const personOf = (actor: string): string => actor.replace(/^staff:/, '');

/**
 * What a person may do about one order now, each with why or why not. The repairs are judged as the desk and the order owner judge
 * them, so that an explanation never offers what would be refused.
 */
import { openRepairRow } from './cause-repair';
import { authorizeOperationOf, type Facts } from './input';
import { providerSaid, saidSince } from '../provider-said';
import { REPAIR_KINDS, REPAIR_WORDS, type RepairBasis, type RepairKind } from '@/server/domain/repair/repair';
import { judgeRepair, type RepairRefusal } from '@/server/domain/repair/judgement';

export interface PersonMay {
  readonly act: RepairKind | 'recheck';
  readonly may: boolean;
  readonly why: string;
  /** Nothing forbids it but that the provider was not heard of late: whoever looks it up may be permitted. */
  readonly unheard: boolean;
}

export function personMayOf(facts: Facts): PersonMay[] {
  const basis = basisOf(facts);
  const isTaken = openRepairRow(facts.evidence) !== null;
  const repairs = REPAIR_KINDS.map((act): PersonMay => {
    if (isTaken) return { act, may: false, why: 'Another repair of this order is under way.', unheard: false };
    const judged = judgeRepair(act, null, basis, facts.nowMs);
    return judged.permitted
      ? { act, may: true, why: `${REPAIR_WORDS[act]}: the evidence permits it.`, unheard: false }
      : { act, may: false, why: judged.text, unheard: UNHEARD.includes(judged.code) };
  });
  return [...repairs, recheck(facts)];
}

const UNHEARD: readonly RepairRefusal[] = ['evidence_missing', 'evidence_stale', 'provider_silent'];

function recheck({ operations }: Facts): PersonMay {
  return authorizeOperationOf(operations) === null
    ? { act: 'recheck', may: false, why: 'No payment was ever sent: there is nothing to look up.', unheard: false }
    : { act: 'recheck', may: true, why: 'Asks the provider once more. It cannot charge.', unheard: false };
}

function basisOf({ evidence, openCase, operations, order }: Facts): RepairBasis {
  const provider = providerSaid(evidence, null);
  return {
    order,
    provider,
    newerWord: saidSince(evidence, provider),
    operations: operations.map((each) => ({ ...each, planned: each.nextCheckAtMs !== null })),
    openCase,
  };
}

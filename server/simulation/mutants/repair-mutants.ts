/** Mistakes in what people decide from, and in what becomes of it. */
import type { EvidenceRow } from '../../domain/evidence';
import type { RepairDeskParts } from '../../services/repair-desk';
import { insertEntry } from '../memory/audit-rows';
import type { RepairRecord } from '../../stores/repairs';
import type { Mutant } from '../mutant';
import { LOST_ANSWERS, PEOPLE_AT_WORK } from '../themes';
import { LOOK_UP_OF_ANOTHER_ORDER, NOT_FOUND_MEANS_CHARGE_AGAIN } from './provider-mutants';

const atDesk = { theme: PEOPLE_AT_WORK } as const;

/** The desk reads each answer of the provider as `see` makes it. */
const seeing =
  (see: (row: EvidenceRow, totalMinor: number) => EvidenceRow['detail']): NonNullable<Mutant['desk']> =>
  (parts, { db }) => ({
    ...parts,
    evidence: {
      ...parts.evidence,
      list: async (orderId) =>
        (await parts.evidence.list(orderId)).map((row) =>
          row.kind === 'lookup_answered'
            ? { ...row, detail: see(row, db.orders.get(orderId)?.total.amountMinor ?? 0) }
            : row,
        ),
    },
  });

const reading = (parts: RepairDeskParts, read: (repair: RepairRecord) => RepairRecord): RepairDeskParts => ({
  ...parts,
  repairs: {
    ...parts.repairs,
    get: async (...key) => {
      const repair = await parts.repairs.get(...key);
      return repair === null ? null : read(repair);
    },
    ofOrder: async (orderId) => (await parts.repairs.ofOrder(orderId)).map(read),
  },
});

export const REPAIR_CONFIRMS_ANY_AMOUNT: Mutant = {
  ...atDesk,
  name: 'repair confirms without amount check',
  breaks: 'S12',
  desk: seeing(({ detail }, totalMinor) =>
    detail.amount_minor === undefined ? detail : { ...detail, amount_minor: totalMinor },
  ),
};

/** An order fails by a person's hand although its money is held: the money is lost. */
export const REPAIR_FAILS_ALTHOUGH_HELD: Mutant = {
  ...atDesk,
  name: 'repair fails safely although money is held',
  breaks: 'S4',
  desk: seeing(({ detail }) => ({ ...detail, holds_nothing: true })),
};

export const REPAIR_ACCEPTS_A_HELD_DUPLICATE: Mutant = {
  ...atDesk,
  name: 'difference accepted although a second charge is held',
  breaks: 'S5',
  desk: seeing(({ detail }) => (detail.asked_reference === undefined ? detail : { ...detail, holds_nothing: true })),
};

export const PERSON_NOT_FOUND_MEANS_CHARGE_AGAIN: Mutant = {
  name: "not found by a person's look-up means charge again",
  theme: LOST_ANSWERS,
  breaks: 'S1',
  ...(NOT_FOUND_MEANS_CHARGE_AGAIN.provider === undefined
    ? {}
    : { deskProvider: NOT_FOUND_MEANS_CHARGE_AGAIN.provider }),
};

export const PERSON_LOOKS_UP_ANOTHER_ORDER: Mutant = {
  name: "a person's look-up of another order",
  theme: LOST_ANSWERS,
  breaks: 'S3',
  ...(LOOK_UP_OF_ANOTHER_ORDER.provider === undefined ? {} : { deskProvider: LOOK_UP_OF_ANOTHER_ORDER.provider }),
};

export const PERSON_NOT_FOUND_IS_PROOF: Mutant = {
  name: "not found by a person's look-up means never accepted",
  theme: LOST_ANSWERS,
  breaks: 'S4',
  deskSettleTimeMs: 0,
};

/** The void or the refund is recorded as applied, and nobody sends it. */
export const REPAIR_WITHOUT_EFFECT: Mutant = {
  ...atDesk,
  name: 'repair applied without its effect',
  breaks: 'S12',
  ownerOrders: (store) => ({
    ...store,
    decide: (records, nowMs) =>
      store.decide(
        records.map((record) => (record.repair?.state === 'applied' ? { ...record, operations: [] } : record)),
        nowMs,
      ),
  }),
};

/** The effect is decided, what became of the repair is written afterwards. */
export const REPAIR_SETTLED_OUTSIDE: Mutant = {
  ...atDesk,
  name: 'repair settled outside the transaction',
  breaks: 'S12',
  ownerOrders: (store) => ({
    ...store,
    decide: async (records, nowMs) => {
      const answers = await store.decide(
        records.map((record) => ({ ...record, repair: null })),
        nowMs,
      );
      await store.decide(
        records.flatMap((record) =>
          record.repair === null || record.to !== null
            ? []
            : [{ ...record, operations: [], evidence: [], cases: [], closes: [], refund: null, consumed: null }],
        ),
        nowMs,
      );
      return answers;
    },
  }),
};

export const REPAIR_REFUNDS_TWICE: Mutant = {
  ...atDesk,
  name: 'repair refunds twice',
  breaks: 'S12',
  provider: (port) => ({
    ...port,
    refund: async (request) => {
      const answer = await port.refund(request);
      if (answer.kind === 'acknowledged') await port.refund({ ...request, operation: `${request.operation}#again` });
      return answer;
    },
  }),
};

/** Its case ends when the money is asked back, not when it is back. */
export const CASE_CLOSED_BEFORE_MONEY_IS_BACK: Mutant = {
  ...atDesk,
  name: 'case closed before the money is back',
  breaks: 'S5',
  ownerOrders: (store, { db }) => ({
    ...store,
    decide: (records, nowMs) =>
      store.decide(
        records.map((record) => {
          const repair = db.repairs.of(record.orderId).find(({ repairId }) => repairId === record.repair?.repairId);
          const caseId = repair?.caseId ?? null;
          const isEarly = record.repair?.state === 'applied' && record.operations.length > 0 && caseId !== null;
          return isEarly ? { ...record, closes: [...record.closes, { caseId, verdict: 'asked back' }] } : record;
        }),
        nowMs,
      ),
  }),
};

export const OWN_APPROVAL: Mutant = {
  ...atDesk,
  name: 'own proposal approved',
  breaks: 'S13',
  defects: ['own_approval'],
  desk: (parts) => {
    const { repairs } = reading(parts, (repair) => ({ ...repair, proposedBy: 'staff:somebody@evident.test' }));
    return { ...parts, repairs: { ...parts.repairs, get: repairs.get } };
  },
};

export const ONE_PERSON_IS_ENOUGH: Mutant = {
  ...atDesk,
  name: 'one person is enough',
  breaks: 'S13',
  desk: (parts) => ({ ...parts, secondPersonOverMinor: Number.MAX_SAFE_INTEGER }),
};

export const TWO_OPEN_REPAIRS: Mutant = {
  ...atDesk,
  name: 'two open repairs of one order',
  breaks: 'S13',
  defects: ['two_open_repairs'],
  desk: (parts) => {
    const { repairs } = reading(parts, (repair) =>
      repair.state === 'proposed' || repair.state === 'requested' ? { ...repair, state: 'withdrawn' } : repair,
    );
    return { ...parts, repairs: { ...parts.repairs, ofOrder: repairs.ofOrder } };
  },
};

export const CASE_TAKEN_FROM_A_COLLEAGUE: Mutant = {
  ...atDesk,
  name: 'case taken out of a colleague’s hands',
  breaks: 'S13',
  defects: ['claim_of_a_held_case'],
};

/** The change first; who made it is written down afterwards. */
export const AUDIT_OUTSIDE: Mutant = {
  ...atDesk,
  name: 'audit outside the transaction',
  breaks: 'S13',
  defects: ['audit_outside'],
  repairs: (store, { carry, db }) => ({
    ...store,
    propose: async (repair, message, change, claimant) => {
      const answer = await store.propose(repair, message, change, claimant);
      await carry('audit.append', () => db.transaction(() => insertEntry(db, change.entry)));
      return answer;
    },
  }),
};

/** A second click is not known to be one. */
export const CLICK_FORGOTTEN: Mutant = {
  ...atDesk,
  name: 'second click not recognised',
  breaks: 'S11',
  desk: (parts) => ({ ...parts, audit: { ...parts.audit, ofOperation: () => Promise.resolve(null) } }),
};

export const TOLD_BEFORE_THE_OWNER_DECIDED: Mutant = {
  ...atDesk,
  name: 'repair told as done before the owner decided it',
  breaks: 'S2',
  desk: (parts) =>
    reading(parts, (repair) => (repair.state === 'requested' ? { ...repair, state: 'applied', after: {} } : repair)),
};

export const NEVER_ESCALATED: Mutant = {
  ...atDesk,
  name: 'case past due told to nobody',
  breaks: 'S5',
  escalations: () => ({ escalate: () => Promise.resolve(0) }),
};

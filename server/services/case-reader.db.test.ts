import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewEvidence } from '@/server/domain/evidence';
import { ambiguityStore } from '@/server/stores/ambiguities';
import { caseFileStore } from '@/server/stores/case-files';
import { openCaseStore } from '@/server/stores/open-cases';
import { proposalStore } from '@/server/stores/proposals';
import { sweepStore } from '@/server/stores/sweeps';
import { closeCase, type GivenCase, givenCase } from '@/server/stores/testing/given-cases';
import { type GivenStore, givenStore, T0 } from '@/server/stores/testing/given-store';
import { CaseReader } from './case-reader';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let store: GivenStore;
let reader: CaseReader;
const nowMs = T0 + 10 * MINUTE_MS;

beforeAll(async () => {
  store = await givenStore();
  reader = new CaseReader({
    region: 'east',
    provider: 'sandbox',
    clock: { nowMs: () => nowMs, sleep: async () => undefined },
    open: openCaseStore(store.sql),
    files: caseFileStore(store.sql),
    ambiguities: ambiguityStore(store.sql),
    sweeps: sweepStore(store.sql),
    proposals: proposalStore(store.sql),
  });
});
afterAll(() => store.drop());

const claimed = (orderId: string, until: number) =>
  store.app(
    `update operations.cases set owner = 'ana@evident.test', owner_until = to_timestamp($2::float8 / 1000), changed_by = 'staff:ana@evident.test'
     where order_id = $1 and state = 'open'`,
    [orderId, until],
  );

const repaired = async (orderId: string, repairId: string, caseId: string | null, minute: number) => {
  await store.app(
    `insert into operations.repairs (order_id, repair_id, case_id, kind, state, operation_id, reason, provider_reference, evidence_seqs, basis, basis_hash,
       expected_version, before, proposed_by, proposed_at)
     values ($1, $2::text, $3, 'confirm', 'requested', 'click-' || $2, 'The amounts agree now.', 'pi_1', '{1}', '{}', sha256('{}'), 4, '{}',
       'staff:ana@evident.test', to_timestamp($4::float8 / 1000))`,
    [orderId, repairId, caseId, T0 + minute * MINUTE_MS],
  );
  await store.app(
    `update operations.repairs set state = 'applied', after = '{}', settled_at = now() where order_id = $1 and repair_id = $2`,
    [orderId, repairId],
  );
};

describe('one case', () => {
  it('is read whole: its history, its order, the repairs with the newest first, and what it follows', async () => {
    const first = await givenCase(store);
    await closeCase(store, first, T0 + MINUTE_MS);
    const key = await givenCase(store, { orderId: first.orderId, openedAtMs: T0 + 2 * MINUTE_MS });
    await givenCase(store, { orderId: first.orderId, about: 'stray', reason: 'stray_authorization' });
    await repaired(first.orderId, 'rep_1', first.caseId, 1);
    await repaired(first.orderId, 'rep_2', key.caseId, 3);
    const shown = await reader.get(key);
    expect(shown).toMatchObject({
      ...key,
      state: 'open',
      follows: first.caseId,
      region: 'east',
      order: { orderId: key.orderId, state: 'needs_reconciliation', total: { amountMinor: 4_900, currency: 'EUR' } },
      history: [{ seq: 1, change: 'opened', actor: 'system:order-owner', note: null }],
      repairs: [
        { repairId: 'rep_2', kind: 'confirm', state: 'applied', amount: null, providerReference: 'pi_1' },
        { repairId: 'rep_1' },
      ],
      chain: [
        { caseId: first.caseId, state: 'closed', verdict: 'both sides agree' },
        { caseId: key.caseId, state: 'open', verdict: null },
      ],
      nextStep: null,
      nowMs,
      freshness: { source: 'owner', region: 'east' },
    });
    // the closed one shows the same chain
    expect((await reader.get(first))?.chain).toEqual(shown?.chain);
  });

  it('is nobody’s when its claim ran out', async () => {
    const key = await givenCase(store);
    await claimed(key.orderId, nowMs + 1);
    expect(await reader.get(key)).toMatchObject({ owner: 'ana@evident.test', ownerUntilMs: nowMs + 1 });
    await claimed(key.orderId, nowMs);
    expect(await reader.get(key)).toMatchObject({ owner: null, ownerUntilMs: null });
  });

  it('of money that names no order has none; one that is not there is null', async () => {
    const key = await givenCase(store, { orderId: '', reason: 'payment_without_order' });
    expect(await reader.get(key)).toMatchObject({ order: null, repairs: [], chain: [{ caseId: key.caseId }] });
    expect(await reader.get({ ...key, caseId: 'case:of-nobody' })).toBeNull();
  });
});

describe('recurring ambiguity', () => {
  const FROM = T0 + 100 * HOUR_MS;
  const at = (hour: number) => FROM + hour * HOUR_MS;
  const heard = (orderId: string, kind: NewEvidence['kind'], observedAtMs: number): NewEvidence => ({
    orderId,
    lane: 'provider',
    kind,
    observedAtMs,
    region: 'east',
    actor: 'provider',
    detail: {},
  });
  const opened = async (hour: number, change: GivenCase = {}, before: NewEvidence['kind'] | null = null) => {
    const key = await givenCase(store, { openedAtMs: at(hour), ...change });
    if (before !== null) await store.evidence.append([heard(key.orderId, before, at(hour))]);
    return key;
  };

  it('counts cases by step and reason over time, with what they held and who closed them how soon', async () => {
    const usd = { amountMinor: 700, currency: 'USD' };
    const byMachine = await opened(0, { reason: 'amount_mismatch' }, 'webhook_received');
    const byPerson = await opened(1, { reason: 'amount_mismatch', atRisk: usd }, 'webhook_received');
    const byRepair = await opened(1, { reason: 'amount_mismatch' }, 'webhook_received');
    const asked = await opened(1, { reason: 'amount_mismatch' }, 'call_answered');
    // what was heard after the case was opened did not cause it
    await store.evidence.append([heard(asked.orderId, 'webhook_received', at(2))]);
    await opened(2, { reason: 'hold_gone' }, 'webhook_received');
    await opened(3, { reason: 'duplicate_authorization' });
    await closeCase(store, byMachine, at(0) + 1_000);
    await closeCase(store, byPerson, at(1) + 5_000, 'staff:ana@evident.test');
    await repaired(byRepair.orderId, 'rep_1', byRepair.caseId, 1);
    await closeCase(store, byRepair, at(1) + 3_000);
    // neither before the window nor at its end
    await opened(-1, { reason: 'amount_mismatch' });
    await opened(4, { reason: 'amount_mismatch' });

    const report = await reader.ambiguity({ fromMs: at(0), toMs: at(4), bucket: 'hour' });
    const cause = {
      provider: 'sandbox',
      region: 'east',
      closedByMachines: 0,
      closedByPeople: 0,
      medianToCloseMs: null,
    };
    const eur = (count: number) => ({ amountMinor: count * 4_900, currency: 'EUR' });
    expect(report).toEqual({
      fromMs: at(0),
      toMs: at(4),
      bucketMs: HOUR_MS,
      opened: 6,
      capped: false,
      causes: [
        {
          ...cause,
          step: 'webhook',
          reason: 'amount_mismatch',
          opened: 3,
          open: 0,
          closedByMachines: 1,
          closedByPeople: 2,
          medianToCloseMs: 3_000,
          atRisk: [eur(2), usd],
          overTime: [
            { fromMs: at(0), opened: 1 },
            { fromMs: at(1), opened: 2 },
          ],
        },
        {
          ...cause,
          step: 'call',
          reason: 'amount_mismatch',
          opened: 1,
          open: 1,
          atRisk: [eur(1)],
          overTime: [{ fromMs: at(1), opened: 1 }],
        },
        // the reason alone tells the step
        {
          ...cause,
          step: 'hold',
          reason: 'hold_gone',
          opened: 1,
          open: 1,
          atRisk: [eur(1)],
          overTime: [{ fromMs: at(2), opened: 1 }],
        },
        // and where nothing was heard, the provider's own list showed it
        {
          ...cause,
          step: 'sweep',
          reason: 'duplicate_authorization',
          opened: 1,
          open: 1,
          atRisk: [eur(1)],
          overTime: [{ fromMs: at(3), opened: 1 }],
        },
      ],
    });
  });

  it('begins its days and hours in UTC, whole ones', async () => {
    const dayMs = 24 * HOUR_MS;
    const { causes } = await reader.ambiguity({ fromMs: at(0), toMs: at(4), bucket: 'day' });
    for (const { overTime } of causes) for (const { fromMs } of overTime) expect(fromMs % dayMs).toBe(0);
    expect(await reader.ambiguity({ fromMs: 0, toMs: 1, bucket: 'day' })).toMatchObject({ causes: [], opened: 0 });
  });
});

describe('the proof of an empty queue', () => {
  it('is what this region compared with the provider, and nothing before it did', async () => {
    expect(await reader.lastSweep()).toBeNull();
    await store.app(
      `insert into operations.sweeps (region, pass, window_from, window_to, follows_to, swept_at, charges, agreed, waiting, findings)
       select each, 1, to_timestamp(0), to_timestamp(60), null, to_timestamp(90), 7, 6, 1, 0 from unnest(array['east', 'west']) each`,
      [],
    );
    expect(await reader.lastSweep()).toEqual({
      sweptAtMs: 90_000,
      sinceMs: 0,
      windowToMs: 60_000,
      charges: 7,
      agreed: 6,
      waiting: 1,
      findings: 0,
    });
  });
});

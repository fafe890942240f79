import { describe, expect, it, vi } from 'vitest';
import type { DrillRun } from '../domain/drill';
import type { Clock } from '../ports/clock';
import type { DrillStage } from '../ports/drill-stage';
import type { DrillNews, DrillRunStore } from '../stores/drill-runs';
import { DrillConductor } from './drill-conductor';

const by = (operationId: string) => ({
  staff: { email: 'olga@evident.test', role: 'on-call' as const },
  operationId,
  requestId: 'req_1',
  traceId: null,
});

/** Time passes as fast as it is waited for. */
function quickClock(): Clock {
  let nowMs = 1_000;
  return {
    nowMs: () => nowMs,
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      nowMs += ms;
    },
  };
}

function given(change: Partial<DrillStage> = {}) {
  const calls: string[] = [];
  let allotted = 0;
  const stage: DrillStage = {
    setFaults: async (faults) => void calls.push(`faults ${JSON.stringify(faults)}`),
    setWorld: async (world) => void calls.push(`world ${JSON.stringify(world)}`),
    kill: async (process) => void calls.push(`kill ${process}`),
    heal: async () => void calls.push('heal'),
    open: async () => ({ orderId: `ord_${++allotted}`, statusToken: 't', totalMinor: 4_900, body: {} }),
    submit: async () => ({ state: 'payment_pending', version: 4 }),
    read: async () => ({ state: 'order_confirmed', version: 5 }),
    deadLetters: async () => 0,
    ledgerOf: async () => [{ kind: 'authorized', amountMinor: 4_900 }],
    ...change,
  };
  const ended: { state: DrillRun['state']; verdict: string; news: DrillNews }[] = [];
  let running: string | null = null;
  let stopAsked = false;
  const runs: DrillRunStore = {
    async begin({ runId }) {
      if (running !== null) return 'other_running';
      running = runId;
      return 'begun';
    },
    beat: async () => stopAsked,
    async end(_runId, state, verdict, news) {
      running = null;
      ended.push({ state, verdict, news });
    },
    async askToStop() {
      stopAsked = true;
      return running !== null;
    },
    newest: async () => [],
  };
  return { calls, ended, conductor: new DrillConductor({ clock: quickClock(), stage, runs }) };
}

const once = (ended: readonly unknown[]) => vi.waitFor(() => expect(ended).toHaveLength(1), { timeout: 20_000 });

describe('a drill', () => {
  it('is healed before and after, told, counted, and held where the promise held', async () => {
    const { calls, conductor, ended } = given();
    expect(await conductor.start('timeout_after_accept', by('click-0001'))).toMatchObject({ kind: 'done' });
    await once(ended);
    expect(calls[0]).toBe('heal');
    expect(calls.at(-1)).toBe('heal');
    expect(ended[0]).toMatchObject({ state: 'held', verdict: expect.stringContaining('12 authorized in the ledger') });
    expect(ended[0]?.news.story.map(({ text }) => text).join(' ')).toContain('unknown is not failed');
  });

  it('did not hold where an order was charged twice', async () => {
    const twice = [
      { kind: 'authorized' as const, amountMinor: 4_900 },
      { kind: 'authorized' as const, amountMinor: 4_900 },
    ];
    const { conductor, ended } = given({ ledgerOf: async () => twice });
    await conductor.start('browser_retry', by('click-0002'));
    await once(ended);
    expect(ended[0]).toMatchObject({ state: 'broken', verdict: expect.stringContaining('did not hold') });
  });

  it('of the new field holds where nobody is told an ending before the upgrade, and everybody after it', async () => {
    let reader = 'newest';
    let parked = 7;
    const { conductor, ended } = given({
      setWorld: async (world) => {
        const told = (world.readers as { east: string } | undefined)?.east;
        if (told === 'previous') parked += 4;
        reader = told ?? reader;
      },
      deadLetters: async (region) => (region === 'east' ? parked : 0),
      read: async (_region, { orderId }) =>
        reader === 'previous' && ['ord_1', 'ord_2', 'ord_3', 'ord_4'].includes(orderId)
          ? { state: 'payment_pending', version: 4 }
          : { state: 'order_confirmed', version: 5 },
    });
    await conductor.start('old_consumer_new_field', by('click-0011'));
    await once(ended);
    const story = ended[0]?.news.story.map(({ text }) => text).join(' ');
    expect(story).toContain('4 messages are parked');
    expect(story).toContain('4 of the 4 that waited have their ending');
    expect(ended[0]).toMatchObject({ state: 'held' });
  });

  it('of the new field did not hold where an order was decided from what its reader could not read', async () => {
    const { conductor, ended } = given({ deadLetters: async () => 4 });
    await conductor.start('old_consumer_new_field', by('click-0012'));
    await once(ended);
    expect(ended[0]).toMatchObject({ state: 'broken' });
  });

  it('did not hold where nobody could order at all: a run in which everything failed proves nothing', async () => {
    const { conductor, ended } = given({ open: async () => null });
    await conductor.start('browser_retry', by('click-0003'));
    await once(ended);
    expect(ended[0]).toMatchObject({ state: 'broken' });
  });

  it('that fails in the middle is healed and says nothing of the promise', async () => {
    const { calls, conductor, ended } = given({
      kill: async () => Promise.reject(new Error('worker_east is not running now')),
    });
    await conductor.start('worker_dies', by('click-0004'));
    await once(ended);
    expect(ended[0]).toMatchObject({ state: 'interrupted', verdict: expect.stringContaining('Nothing can be said') });
    expect(calls.at(-1)).toBe('heal');
  });

  it('is one at a time', async () => {
    const { conductor, ended } = given();
    await conductor.start('webhook_five_times', by('click-0005'));
    expect(await conductor.start('worker_dies', by('click-0006'))).toMatchObject({ code: 'drill_running' });
    await once(ended);
  });

  it('is stopped early, healed, and still judged by what came of it', async () => {
    const { calls, conductor, ended } = given();
    await conductor.start('why_is_it_pending', by('click-0007'));
    expect(await conductor.stop('drill:click-0007', by('click-0008'))).toMatchObject({ kind: 'done' });
    await once(ended);
    expect(calls.at(-1)).toBe('heal');
    expect(['held', 'broken']).toContain(ended[0]?.state);
  });

  it('that nobody conducts any more is healed by whoever stops it', async () => {
    const { calls, conductor } = given();
    expect(await conductor.stop('drill:click-0009', by('click-0010'))).toMatchObject({
      text: expect.stringContaining('Nobody conducts it'),
    });
    expect(calls).toEqual(['heal']);
  });
});

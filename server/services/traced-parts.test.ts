import { describe, expect, it, vi } from 'vitest';
import type { DecisionRecord } from '../domain/decision-record';
import type { OpenSpan, Step, Tracer } from '../ports/tracer';
import type { RegionLink } from '../ports/region-link';
import type { PaymentProvider } from '../ports/payment-provider';
import type { OrderStore } from '../stores/orders';
import { tracedConsumers, tracedLink, tracedOrders, tracedProvider } from './traced-parts';

interface Told extends Step {
  outcome?: string | null | undefined;
  failed?: unknown;
}

/** A tracer in whose view a trace is under way, or named, or there is none. */
function given(isUnderWay: boolean) {
  const told: Told[] = [];
  const begin = (step: Step): OpenSpan => {
    const open: Told = { ...step };
    told.push(open);
    return {
      traceId: 'a'.repeat(32),
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      named: () => undefined,
      run: (work) => work(),
      end(outcome) {
        open.outcome = outcome;
      },
      fail(error) {
        open.failed = error;
      },
    };
  };
  const tracer: Tracer = {
    begin: (step) => (isUnderWay || (step.of ?? '') !== '' ? begin(step) : null),
    async during(step, work, outcomeOf) {
      const span = tracer.begin(step);
      try {
        const answer = await work(span);
        span?.end(outcomeOf?.(answer));
        return answer;
      } catch (error) {
        span?.fail(error);
        throw error;
      }
    },
    enter: begin,
    close: async () => undefined,
  };
  return { told, tracer };
}

describe('the region link', () => {
  const asked = { method: 'order_place', body: {}, remainingMs: 100, requestId: 'req_1', traceparent: '' };
  const given_ = () => {
    const call = vi.fn<RegionLink['call']>(async () => ({ kind: 'answered', body: 1 }));
    return { call, link: { call } };
  };

  it('hands the other region the trace that is under way here', async () => {
    const { told, tracer } = given(true);
    const { call, link } = given_();
    expect(await tracedLink(link, tracer).call(asked)).toEqual({ kind: 'answered', body: 1 });
    expect(call).toHaveBeenCalledWith({ ...asked, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` });
    expect(told).toMatchObject([{ name: 'link order_place', kind: 'called', outcome: 'answered' }]);
  });

  it('is called as it was where no trace is under way', async () => {
    const { told, tracer } = given(false);
    const { call, link } = given_();
    await tracedLink(link, tracer).call(asked);
    expect(call).toHaveBeenCalledWith(asked);
    expect(told).toEqual([]);
  });
});

describe('the provider', () => {
  it('is told apart by what was asked of it, with its operation and what came of it', async () => {
    const { told, tracer } = given(true);
    const provider = {
      authorize: async () => ({ kind: 'unknown', cause: 'timeout' }),
      lookUp: async () => Promise.reject(new TypeError('socket')),
    } as unknown as PaymentProvider;
    const traced = tracedProvider(provider, tracer);
    const request = { operation: 'pay:order-42' } as Parameters<PaymentProvider['authorize']>[0];
    expect(await traced.authorize(request)).toEqual({ kind: 'unknown', cause: 'timeout' });
    await expect(traced.lookUp('pay:order-42', null, 10)).rejects.toThrow('socket');
    expect(told).toMatchObject([
      { name: 'provider authorize', ids: { payment_operation: 'pay:order-42' }, outcome: 'unknown' },
      { name: 'provider lookUp', ids: { payment_operation: 'pay:order-42' }, failed: expect.any(TypeError) },
    ]);
  });
});

describe('decisions', () => {
  const record = (orderId: string, traceId: string | null) =>
    ({ orderId, to: 'order_confirmed', evidence: [{ traceId }] }) as unknown as DecisionRecord;

  it('of one write are a step of each order’s own trace', async () => {
    const { told, tracer } = given(false);
    const answers = new Map([
      ['one', 'applied'],
      ['two', 'fenced'],
    ] as const);
    const orders = { decide: async () => answers } as unknown as OrderStore;
    const records = [record('one', '1'.repeat(32)), record('two', '2'.repeat(32)), record('three', null)];
    expect(await tracedOrders(orders, tracer).decide(records, 0)).toBe(answers);
    expect(told).toMatchObject([
      { name: 'decide order_confirmed', of: '1'.repeat(32), ids: { order_id: 'one' }, outcome: 'applied' },
      { name: 'decide order_confirmed', of: '2'.repeat(32), ids: { order_id: 'two' }, outcome: 'fenced' },
    ]);
  });

  it('that could not be written are told as failed, each', async () => {
    const { told, tracer } = given(false);
    const orders = { decide: async () => Promise.reject(new Error('down')) } as unknown as OrderStore;
    await expect(tracedOrders(orders, tracer).decide([record('one', '1'.repeat(32))], 0)).rejects.toThrow('down');
    expect(told).toMatchObject([{ failed: expect.any(Error) }]);
  });
});

describe('consumers', () => {
  it('go on with the trace of their message', async () => {
    const { told, tracer } = given(false);
    const consumers = tracedConsumers(
      { mail: async () => ({ kind: 'consumed' }), sales: async () => ({ kind: 'duplicate' }) },
      tracer,
    );
    const message = { orderId: 'order-42', messageId: 'msg:1', traceId: '3'.repeat(32) } as never;
    expect(await consumers.mail(message)).toEqual({ kind: 'consumed' });
    expect(await consumers.sales(message)).toEqual({ kind: 'duplicate' });
    expect(told).toMatchObject([
      { name: 'consume mail', of: '3'.repeat(32), outcome: 'consumed' },
      { name: 'consume sales', of: '3'.repeat(32), outcome: 'duplicate' },
    ]);
  });
});

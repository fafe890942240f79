/**
 * What an order's path goes through, each with a span around it: the provider, the other region, the three writes that place, record and
 * decide, and what is done with a message. They change no answer.
 */
import type { OpenSpan, Tracer } from '../ports/tracer';
import type { PaymentProvider } from '../ports/payment-provider';
import type { RegionLink } from '../ports/region-link';
import type { OrderStore } from '../stores/orders';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { MessageConsumersParts } from './message-consumers';

export function tracedProvider(provider: PaymentProvider, tracer: Tracer): PaymentProvider {
  const call = <Answer extends { readonly kind: string }>(
    name: keyof PaymentProvider,
    operation: string,
    send: () => Promise<Answer>,
  ): Promise<Answer> => {
    const step = { name: `provider ${name}`, kind: 'called', ids: { payment_operation: operation } } as const;
    return tracer.during(step, send, ({ kind }) => kind);
  };
  return {
    authorize: (request) => call('authorize', request.operation, () => provider.authorize(request)),
    lookUp: (operation, ...rest) => call('lookUp', operation, () => provider.lookUp(operation, ...rest)),
    lookUpCharge: (orderId, ...rest) => call('lookUpCharge', orderId, () => provider.lookUpCharge(orderId, ...rest)),
    capture: (request) => call('capture', request.operation, () => provider.capture(request)),
    void: (request) => call('void', request.operation, () => provider.void(request)),
    refund: (request) => call('refund', request.operation, () => provider.refund(request)),
  };
}

/** The other region goes on with the trace. */
export function tracedLink(link: RegionLink, tracer: Tracer): RegionLink {
  return {
    call: (request) =>
      tracer.during(
        {
          name: `link ${request.method}`,
          kind: 'called',
          of: request.traceparent,
          ids: { request_id: request.requestId },
        },
        (span) => link.call(span === null ? request : { ...request, traceparent: span.traceparent }),
        ({ kind }) => kind,
      ),
  };
}

export function tracedOrders(orders: OrderStore, tracer: Tracer): OrderStore {
  return {
    ...orders,
    place: (placement) =>
      tracer.during(
        { name: 'place order', kind: 'inner', ids: { order_id: placement.intent.orderId } },
        () => orders.place(placement),
        ({ kind }) => kind,
      ),
    /** One write for many orders is a step of each one's trace. */
    async decide(records, nowMs) {
      const spans = new Map<string, OpenSpan>();
      for (const { evidence, orderId, to } of records) {
        const span = tracer.begin({
          name: to === null ? 'keep order' : `decide ${to}`,
          kind: 'inner',
          of: evidence.find(({ traceId }) => traceId !== null)?.traceId,
          ids: { order_id: orderId },
        });
        if (span !== null) spans.set(orderId, span);
      }
      try {
        const answers = await orders.decide(records, nowMs);
        for (const [orderId, span] of spans) span.end(answers.get(orderId));
        return answers;
      } catch (error) {
        for (const span of spans.values()) span.fail(error);
        throw error;
      }
    },
  };
}

export function tracedOperations(operations: PaymentOperationStore, tracer: Tracer): PaymentOperationStore {
  return {
    ...operations,
    record: (report) =>
      tracer.during(
        {
          name: 'record payment outcome',
          kind: 'inner',
          of: report.message?.traceId ?? null,
          ids: { order_id: report.orderId, payment_operation: report.operation },
        },
        () => operations.record(report),
        (answer) => answer,
      ),
  };
}

type Consumers = MessageConsumersParts['consumers'];

export function tracedConsumers(consumers: Consumers, tracer: Tracer): Consumers {
  const around = (name: keyof Consumers): Consumers[typeof name] => {
    return (message) =>
      tracer.during(
        {
          name: `consume ${name}`,
          kind: 'inner',
          of: message.traceId,
          ids: { order_id: message.orderId, message_id: message.messageId },
        },
        () => consumers[name](message),
        ({ kind }) => kind,
      );
  };
  return { mail: around('mail'), sales: around('sales') };
}

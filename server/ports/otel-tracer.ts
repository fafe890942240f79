/**
 * Traces by OpenTelemetry's SDK, without its global registry (Next would join in with spans of its own). Ended spans leave in batches,
 * a second after one another: to our own table, and to a collector where one is configured. What the queue does not hold is dropped.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind as OtelKind,
  type SpanContext,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Region } from '../domain/region';
import type { SpanKind, TraceSpan } from '../domain/trace-span';
import { formatTraceparent, parseTraceparent } from '../domain/traceparent';
import type { OpenSpan, Step, Tracer } from './tracer';

export interface OtelTracerSettings {
  readonly region: Region;
  /** `web` or `worker`. */
  readonly role: string;
  /** This process among those of its role and region. */
  readonly process: string;
  readonly build: string;
  /** A collector's address, to which `/v1/traces` is added; null for none. */
  readonly otlpEndpoint: string | null;
  /** Writes spans down; what it refuses is dropped. */
  keep(spans: readonly TraceSpan[]): Promise<void>;
}

const KEPT_EVERY_MS = 1_000;
const MOST_WAITING = 4_096;
const MOST_AT_ONCE = 512;
/**
 * A call may outlive whoever waited for it; longer than this nothing is still a part of the path. What was begun within a call and lives
 * on, such as a timer, is then nobody's.
 */
const LONGEST_PATH_MS = 120_000;

interface Active {
  readonly context: Context;
  readonly sinceMs: number;
}

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  served: OtelKind.SERVER,
  called: OtelKind.CLIENT,
  inner: OtelKind.INTERNAL,
};

export function otelTracer(settings: OtelTracerSettings): Tracer {
  const { build, otlpEndpoint, process, region, role } = settings;
  const exporters: SpanExporter[] = [tableExporter(settings)];
  if (otlpEndpoint !== null)
    exporters.push(new OTLPTraceExporter({ url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces` }));
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': `evident-${role}`,
      'service.version': build,
      'service.instance.id': process,
      'evident.region': region,
    }),
    spanProcessors: exporters.map(
      (exporter) =>
        new BatchSpanProcessor({
          exporter,
          scheduledDelayMillis: KEPT_EVERY_MS,
          maxQueueSize: MOST_WAITING,
          maxExportBatchSize: MOST_AT_ONCE,
          exportTimeoutMillis: 10_000,
        }),
    ),
  });
  const tracer = provider.getTracer('evident');
  const active = new AsyncLocalStorage<Active>();

  const start = (step: Step, parent: Context): OpenSpan => {
    const attributes = Object.fromEntries(Object.entries(step.ids ?? {}).map(([id, value]) => [ID + id, value]));
    const span = tracer.startSpan(step.name, { kind: KINDS[step.kind], attributes }, parent);
    return openSpan(span, active, trace.setSpan(parent, span));
  };
  const begin = (step: Step): OpenSpan | null => {
    const here = active.getStore();
    const isUnderWay = here !== undefined && Date.now() - here.sinceMs < LONGEST_PATH_MS;
    const parent = isUnderWay ? here.context : contextOf(step.of);
    return parent === null ? null : start(step, parent);
  };
  return {
    begin,
    async during(step, work, outcomeOf) {
      const span = begin(step);
      if (span === null) return work(null);
      try {
        const answer = await span.run(() => work(span));
        span.end(outcomeOf?.(answer));
        return answer;
      } catch (error) {
        span.fail(error);
        throw error;
      }
    },
    enter: (step) => start(step, contextOf(step.of) ?? ROOT_CONTEXT),
    // what could not be kept is dropped at the end too
    close: () => provider.shutdown().catch(() => undefined),
  };
}

const ID = 'evident.';
const OUTCOME = 'outcome';

function openSpan(span: Span, active: AsyncLocalStorage<Active>, context: Context): OpenSpan {
  const { spanId, traceFlags, traceId } = span.spanContext();
  return {
    traceId,
    traceparent: formatTraceparent({ traceId, parentId: spanId, sampled: (traceFlags & TraceFlags.SAMPLED) !== 0 }),
    named: (name) => void span.updateName(name),
    run: (work) => active.run({ context, sinceMs: Date.now() }, work),
    end(outcome) {
      if (typeof outcome === 'string') span.setAttribute(OUTCOME, outcome);
      span.end();
    },
    fail(error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute(OUTCOME, error instanceof Error ? error.name : 'thrown');
      span.end();
    },
  };
}

const TRACE_ID = /^[0-9a-f]{32}$/;

/** Null when it names no trace. Of a bare trace id the caller's span is not known: its first half stands for it. */
function contextOf(named: string | null | undefined): Context | null {
  if (named === null || named === undefined) return null;
  const parent = parseTraceparent(TRACE_ID.test(named) ? `00-${named}-${named.slice(0, 16)}-01` : named);
  if (parent === null) return null;
  const spanContext: SpanContext = {
    traceId: parent.traceId,
    spanId: parent.parentId,
    traceFlags: parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
  };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

const SUCCESS = 0;
const FAILED = 1;

function tableExporter({ keep, region, role }: OtelTracerSettings): SpanExporter {
  const tell: (...told: Parameters<SpanExporter['export']>) => Promise<void> = async (spans, done) => {
    let code = SUCCESS;
    try {
      await keep(spans.map((span) => traceSpanOf(span, region, role)));
    } catch {
      code = FAILED;
    }
    done({ code });
  };
  return {
    export: (spans, done) => void tell(spans, done),
    shutdown: async () => undefined,
  };
}

function traceSpanOf(span: ReadableSpan, region: Region, role: string): TraceSpan {
  const { spanId, traceId } = span.spanContext();
  const ids = Object.entries(span.attributes).flatMap(([name, value]) =>
    name.startsWith(ID) ? [[name.slice(ID.length), String(value)] as const] : [],
  );
  const outcome = span.attributes[OUTCOME];
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId ?? null,
    name: span.name,
    kind: kindOf(span.kind),
    region,
    role,
    startedAtMs: inMs(span.startTime),
    durationMs: inMs(span.duration),
    outcome: typeof outcome === 'string' ? outcome : null,
    failed: span.status.code === SpanStatusCode.ERROR,
    ids: Object.fromEntries(ids),
  };
}

const inMs = ([seconds, nanos]: ReadableSpan['duration']): number => seconds * 1_000 + nanos / 1_000_000;

function kindOf(kind: OtelKind): SpanKind {
  if (kind === OtelKind.SERVER) return 'served';
  return kind === OtelKind.CLIENT ? 'called' : 'inner';
}

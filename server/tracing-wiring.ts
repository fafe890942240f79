/** Where a process's spans go: to its region's table over a connection of their own, so that they never wait before an order. */
import type { Config } from './config';
import { otelTracer } from './ports/otel-tracer';
import type { Tracer } from './ports/tracer';
import type { ProcessRole } from './pressure-wiring';
import { connect } from './stores/sql';
import { type TraceSpanStore, traceSpanStore } from './stores/trace-spans';

export function wireTracing(
  config: Config,
  about: { readonly role: ProcessRole; readonly process: string; readonly build: string; readonly url: string },
): { readonly tracer: Tracer; readonly spans: TraceSpanStore } {
  const sql = connect(about.url, 1, 'samples');
  const { role, process, build } = about;
  const spans = traceSpanStore(sql);
  const tracer = otelTracer({
    region: config.region,
    role,
    process,
    build,
    otlpEndpoint: config.traces.endpoint,
    keep: (ended) => spans.keep(ended),
  });
  const close = async () => {
    await tracer.close();
    await sql.close();
  };
  return { tracer: { ...tracer, close }, spans };
}

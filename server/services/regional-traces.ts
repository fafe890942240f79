/** The spans of one trace from both regions: a path that crossed the link has its steps on either side. */
import { REGIONS, type Region } from '../domain/region';
import type { TraceSpan } from '../domain/trace-span';
import type { TraceSpanStore } from '../stores/trace-spans';
import type { RegionRouter } from './region-router';

/** What a region answers about the traces that it has, by name and plain data. */
export interface TraceSide {
  trace_spans(input: { traceId: string }): Promise<readonly TraceSpan[]>;
}

export interface TraceFound {
  readonly spans: readonly TraceSpan[];
  /** Regions that did not answer: what they have of the trace is missing here. */
  readonly notReached: readonly Region[];
  /** More than one can be shown of; the rest is left out. */
  readonly cut: boolean;
}

/** A caller who sends one trace id with everything makes a long one. */
const MOST_SPANS = 500;
const PATIENCE_MS = 2_500;

export const traceSide = (spans: Pick<TraceSpanStore, 'ofTrace'>): TraceSide => ({
  trace_spans: ({ traceId }) => spans.ofTrace(traceId, MOST_SPANS),
});

export class RegionalTraces {
  constructor(private readonly parts: { readonly router: RegionRouter; newRequestId(): string }) {}

  async find(traceId: string): Promise<TraceFound> {
    const { newRequestId, router } = this.parts;
    const answers = await Promise.all(
      REGIONS.map(async (region) => {
        const context = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
        const routed = await router.ask(region, 'trace_spans', { traceId }, context);
        return { region, spans: routed.kind === 'answered' ? routed.answer : null };
      }),
    );
    return {
      spans: answers.flatMap(({ spans }) => spans ?? []),
      notReached: answers.filter(({ spans }) => spans === null).map(({ region }) => region),
      cut: answers.some(({ spans }) => (spans?.length ?? 0) >= MOST_SPANS),
    };
  }
}

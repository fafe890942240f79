/**
 * Tells how long the steps of one execution path took, in every process that had a part in it. A trace is an aid to see waits; what
 * happened is the evidence's to say, so nothing ever reads a span to decide, and what cannot be kept is dropped.
 */
import type { SpanKind } from '../domain/trace-span';

export interface Step {
  /** A bounded name, such as `place order`; never with an id in it. */
  readonly name: string;
  readonly kind: SpanKind;
  /** The trace it belongs to where none runs here: a trace id or a whole `traceparent`. */
  readonly of?: string | null;
  /** Joinable ids, such as `order_id`. Nothing of a person. */
  readonly ids?: Readonly<Record<string, string>>;
}

export interface OpenSpan {
  /** For a call to another process, which goes on with this trace. */
  readonly traceparent: string;
  readonly traceId: string;
  /** A better name, once it is known. */
  named(name: string): void;
  /** What is begun within `work` is a part of this span. */
  run<T>(work: () => T): T;
  /** @param outcome what came of it, in the words of the code. */
  end(outcome?: string | null): void;
  /** It threw. The message is not kept: it may hold anything. */
  fail(error: unknown): void;
}

export interface Tracer {
  /** Null where no trace is under way and none is named: what a worker does by itself is no part of anybody's path. */
  begin(step: Step): OpenSpan | null;
  /** The first step of a trace of its own, or of the caller's, where it names a valid one. */
  enter(step: Step): OpenSpan;
  /** `begin` and end around `work`, which is done as it is where there is nothing to begin. */
  during<T>(
    step: Step,
    work: (span: OpenSpan | null) => Promise<T>,
    outcomeOf?: (answer: T) => string | null,
  ): Promise<T>;
  /** Everything that ended is kept, or dropped; nothing is traced after. */
  close(): Promise<void>;
}

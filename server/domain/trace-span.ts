/** One step of a trace: who worked or waited, from when and how long. An aid to see waits across processes; never proof of anything. */
import type { Region } from './region';

/** `served`: answered to a caller. `called`: waited for another process. `inner`: a step of one's own, such as a decision. */
export const SPAN_KINDS = ['served', 'called', 'inner'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

export interface TraceSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Null for the first of its process; may name a span that nobody here has, such as the caller's own. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly region: Region;
  /** The process: `web`, `worker`. */
  readonly role: string;
  /** Epoch milliseconds with a fraction, by the clock of the process that ran it. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** What came of it, in the words of the code, such as `authorized` or `unknown`; null where nothing was said. */
  readonly outcome: string | null;
  /** It threw. An outcome that is bad news is no failure. */
  readonly failed: boolean;
  /** Joinable ids, such as `order_id`; nothing of a person. */
  readonly ids: Readonly<Record<string, string>>;
}

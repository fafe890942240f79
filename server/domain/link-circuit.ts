/**
 * The circuit before calls that a customer waits for. While the peer hangs, each of them would cost its whole patience; so after some
 * that hung they are refused unsent, which is known not to have been acted on. Whatever is answered closes it; one call in a while
 * goes and finds out, for a link that is slow and not gone.
 */
export type Circuit =
  | { readonly kind: 'closed'; readonly hung: number }
  | { readonly kind: 'open'; readonly untilMs: number }
  /** One call is under way to find out. */
  | { readonly kind: 'half_open'; readonly untilMs: number };

export const CLOSED: Circuit = { kind: 'closed', hung: 0 };

const MOST_HUNG = 3;
/** A refused or cut connection is known at once: calls over it cost nobody anything. */
const HUNG_MS = 1_000;
const REST_MS = 5_000;

/** @param patienceMs of this call: a probe that is never heard of is over by then. */
export function ask(
  circuit: Circuit,
  nowMs: number,
  patienceMs: number,
): { readonly goes: boolean; readonly circuit: Circuit } {
  if (circuit.kind === 'closed') return { goes: true, circuit };
  if (nowMs < circuit.untilMs) return { goes: false, circuit };
  return { goes: true, circuit: { kind: 'half_open', untilMs: nowMs + patienceMs } };
}

/** A call of any kind has ended; `tookMs` is how long its caller waited. */
export function heard(circuit: Circuit, answered: boolean, tookMs: number, nowMs: number): Circuit {
  if (answered) return CLOSED;
  if (tookMs < HUNG_MS) return circuit;
  const rest: Circuit = { kind: 'open', untilMs: nowMs + REST_MS };
  switch (circuit.kind) {
    case 'closed':
      return circuit.hung + 1 >= MOST_HUNG ? rest : { kind: 'closed', hung: circuit.hung + 1 };
    case 'half_open':
      return rest;
    case 'open':
      return circuit;
    default:
      return circuit satisfies never;
  }
}

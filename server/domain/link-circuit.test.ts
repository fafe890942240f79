import { describe, expect, it } from 'vitest';
import { ask, type Circuit, CLOSED, heard } from './link-circuit';

const PATIENCE = 6_000;
const hung = (times: number, from: Circuit = CLOSED): Circuit =>
  Array.from({ length: times }).reduce<Circuit>((circuit) => heard(circuit, false, PATIENCE, 0), from);

describe('the circuit of the region link', () => {
  it('opens after three calls in a row that hung, and never for one that is refused at once', () => {
    expect(ask(hung(2), 0, PATIENCE).goes).toBe(true);
    expect(ask(hung(3), 0, PATIENCE).goes).toBe(false);
    const cut = Array.from({ length: 50 }).reduce<Circuit>((circuit) => heard(circuit, false, 2, 0), CLOSED);
    expect(cut).toEqual(CLOSED);
    expect(hung(2, heard(hung(2), true, 10, 0)).kind).toBe('closed');
  });

  it('lets one find out after five seconds, and the others not meanwhile', () => {
    const open = hung(3);
    expect(ask(open, 4_999, PATIENCE).goes).toBe(false);
    const first = ask(open, 5_000, PATIENCE);
    expect(first).toMatchObject({ goes: true, circuit: { kind: 'half_open' } });
    expect(ask(first.circuit, 5_001, PATIENCE).goes).toBe(false);
    const again = heard(first.circuit, false, PATIENCE, 11_000);
    expect(again).toMatchObject({ kind: 'open', untilMs: 16_000 });
    expect(heard(first.circuit, true, 1_500, 6_500)).toEqual(CLOSED);
  });

  it('is closed by whatever is answered, and a probe that is never heard of stops nobody for ever', () => {
    expect(heard(hung(3), true, 5, 100)).toEqual(CLOSED);
    const { circuit } = ask(hung(3), 5_000, PATIENCE);
    expect(ask(circuit, 11_000, PATIENCE).goes).toBe(true);
  });
});

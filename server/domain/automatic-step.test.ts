import { describe, expect, it } from 'vitest';
import { automaticStep, automaticStepWords } from './automatic-step';

const words = (planned: Parameters<typeof automaticStep>[0], nowMs: number) =>
  automaticStepWords(automaticStep(planned), nowMs);

describe('the next automatic step', () => {
  it('of an open payment is a look-up, and says which of how many', () => {
    const pay = { operation: 'pay:order-7', kind: 'authorize', checksDone: 2, nextCheckAtMs: 122_000 } as const;
    expect(words(pay, 100_000)).toBe('look up pay:order-7 in 22 s (3 of 8)');
    expect(words(pay, 122_000)).toBe('look up pay:order-7 now (3 of 8)');
  });

  it('of money on its way back is its next try, however many there were', () => {
    const given = { operation: 'void:order-7:1', kind: 'void', checksDone: 9, nextCheckAtMs: 90_000 } as const;
    expect(words(given, 0)).toBe('send void:order-7:1 in 1 min 30 s');
    expect(automaticStep(given)).toMatchObject({ kind: 'void', check: null });
  });

  it('where none is planned it waits for a person', () => {
    expect(words(null, 0)).toBe('none, waits for a person');
  });
});

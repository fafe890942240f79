import { expect, it } from 'vitest';
import { comparedWords } from './queue-compared-words';

it('says how many charges were compared and how many agree', () => {
  expect(comparedWords({ charges: 5_120, agreed: 5_120, waiting: 0, findings: 0 })).toBe('5,120 charges, 5,120 agree.');
  expect(comparedWords({ charges: 1, agreed: 1, waiting: 0, findings: 0 })).toBe('1 charge, 1 agree.');
});

it('leaves out nothing that did not agree', () => {
  const words = comparedWords({ charges: 10, agreed: 6, waiting: 3, findings: 1 });
  expect(words).toContain('3 on their way');
  expect(words).toContain('1 differed');
});

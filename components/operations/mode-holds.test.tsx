import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { PressureMeasures } from '@/server/domain/pressure/pressure';
import { ModeHolds } from './mode-holds';

const said = (measures: PressureMeasures, isNormal = false) =>
  renderToStaticMarkup(<ModeHolds facts={{ cases: 3, isNormal, measures: [measures], percent: 5 }} />).replaceAll(
    /<[^>]*>/g,
    ' ',
  );

it('says of attempts that were not let in how many there were, and of none that there were none', () => {
  expect(said({ admitted: 40, rejected_ramp: 332 })).toMatch(
    /40 of 372 a minute .*The other 332 {2}payment_unavailable/,
  );
  expect(said({ rejected_ramp: 1 })).toContain('The other one  payment_unavailable');
  expect(said({ admitted: 4 }, true)).toContain('Refused  none');
});

it('counts one call as one', () => {
  expect(said({ provider_other_calls: 1 })).toContain('1 call a minute, 3 open');
  expect(said({ provider_other_calls: 2 })).toContain('2 calls a minute, 3 open');
});

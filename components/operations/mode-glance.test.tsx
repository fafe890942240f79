import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ALWAYS_NORMAL, entered, type Mode } from '@/server/domain/degraded-mode';
import { modeAnswer } from './mode-answer';
import { ModeGlance } from './mode-glance';

const NOW = Date.UTC(2026, 10, 28, 10, 2, 14);
const degraded = entered(ALWAYS_NORMAL, 'entered', 'episode:1', null, NOW - 60_000)?.next as Mode;
const glance = (east: Mode | null, west: Mode | null) =>
  renderToStaticMarkup(
    <ModeGlance
      modes={[
        { region: 'east', mode: east },
        { region: 'west', mode: west },
      ]}
      nowMs={NOW}
    />,
  );

it('is green only where both regions say that they are normal', () => {
  expect(glance(ALWAYS_NORMAL, ALWAYS_NORMAL)).toMatch(/>Normal<\/span>/);
  expect(glance(ALWAYS_NORMAL, ALWAYS_NORMAL)).not.toContain('data-tone="amber"');
  expect(glance(ALWAYS_NORMAL, null)).toMatch(/data-tone="amber".*>Normal in east<\/span>/);
  expect(glance(degraded, null)).toContain('Degraded 1 min');
});

it('says the same in a sentence, and claims no whole promise of a region that was not reached', () => {
  expect(modeAnswer(ALWAYS_NORMAL, [], [], NOW).rest).toContain('The whole promise holds');
  const { lead, rest, tone } = modeAnswer(ALWAYS_NORMAL, [], ['west'], NOW);
  expect([tone, lead]).toEqual(['amber', 'Normal in east.']);
  expect(rest).not.toContain('whole promise');
});

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { examplePack } from '@/server/domain/evidence-pack/evidence-pack.examples';
import { standingOf } from '@/server/domain/evidence-pack/standing';
import { fnv1a64 } from '@/server/domain/fnv';
import { timeline } from '@/server/domain/timeline/timeline';
import { TimelineList } from './timeline-list';

const sha256 = (text: string) => fnv1a64(text).toString(16).padStart(16, '0').repeat(4);
const DAY_MS = 86_400_000;
const { evidence } = standingOf(examplePack('pending', sha256));

function shown(rows: typeof evidence): string {
  const last = rows.at(-1)?.recordedAtMs ?? 0;
  return renderToStaticMarkup(
    <TimelineList
      evidence={rows}
      items={timeline(rows, last + 1_000, { view: 'everything' })}
      opened={new Set()}
      current={null}
      toggle={() => undefined}
    />,
  );
}

it('says its zone and its day, and each day that begins', () => {
  expect(shown(evidence)).toContain('UTC, 24 Nov');
  expect(shown(evidence)).not.toContain('<span>25 Nov</span>');
  const [...rows] = evidence;
  const last = rows.pop();
  if (last === undefined) throw new Error('the example has rows');
  const later = { ...last, observedAtMs: last.observedAtMs + DAY_MS, recordedAtMs: last.recordedAtMs + DAY_MS };
  expect(shown([...rows, later]).split('<span>25 Nov</span>')).toHaveLength(2);
});

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { NoneFound } from './proof';

const said = (notReached: readonly string[]) =>
  renderToStaticMarkup(
    <NoneFound title="No dead letters" notReached={notReached}>
      Looked at everything.
    </NoneFound>,
  ).replaceAll(/<[^>]*>/g, ' ');

it('is a proof only where every region was asked', () => {
  expect(said([])).toMatch(/No dead letters\. +Looked at everything\./);
  expect(said(['west'])).toContain('No dead letters, as far as is known.');
  expect(said(['west'])).toContain('West was not reached: what is there is missing here');
});

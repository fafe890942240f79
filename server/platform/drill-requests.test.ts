import { describe, expect, it } from 'vitest';
import { parseChange, parseKill } from './drill-requests';
import { HEALTHY } from './drill-state';

const change = (body: unknown) => parseChange(JSON.stringify(body), HEALTHY);

describe('drill requests', () => {
  it('change what they name and leave the rest', () => {
    expect(change({ region_link: 'cut' })).toEqual({ ok: true, value: { ...HEALTHY, region_link: 'cut' } });
    expect(change({ workers: { west: 'paused' } })).toEqual({
      ok: true,
      value: { ...HEALTHY, workers: { east: 'running', west: 'paused' } },
    });
    expect(change({ readers: { east: 'previous' } })).toEqual({
      ok: true,
      value: { ...HEALTHY, readers: { east: 'previous', west: 'newest' } },
    });
    expect(change({ region_link: { delay_ms: 250 }, mail: 'down' })).toMatchObject({ ok: true });
  });

  it.each([
    { delay_ms: 250, jitter_ms: 500 },
    { lose: 'requests' },
    { lose: 'answers', calls_from: 'east' },
    { flapping: { up_ms: 300, down_ms: 200 } },
  ])('put the link into the condition %j', (region_link) => {
    expect(change({ region_link })).toEqual({ ok: true, value: { ...HEALTHY, region_link } });
  });

  it.each([
    {},
    { region_link: 'slow' },
    { region_link: { delay_ms: -1 } },
    { region_link: { delay_ms: 60_001 } },
    { region_link: { delay_ms: 1, direction: 'east' } },
    { region_link: { lose: 'both' } },
    { region_link: { lose: 'answers', calls_from: 'north' } },
    { region_link: { flapping: { up_ms: 0, down_ms: 200 } } },
    { workers: { north: 'paused' } },
    { workers: { east: 'dead' } },
    { mail: 'up', unknown: true },
    { readers: { east: 'oldest' } },
    { readers: 'previous' },
    [],
    null,
    'up',
  ])('refuse %j and say what is expected', (body) => {
    expect(change(body)).toMatchObject({ ok: false, expected: expect.stringContaining('"region_link"') });
  });

  it('refuse what is not JSON', () => {
    expect(parseChange('{', HEALTHY).ok).toBe(false);
    expect(parseKill('').ok).toBe(false);
  });

  it('kill one process of the store and nothing else', () => {
    expect(parseKill('{"process":"worker_east_2"}')).toEqual({ ok: true, value: 'worker_east_2' });
    expect(parseKill('{"process":"worker_east_99"}').ok).toBe(false);
    expect(parseKill('{"process":"database_2"}').ok).toBe(false);
    expect(parseKill('{"process":"web_west"}')).toEqual({ ok: true, value: 'web_west' });
    expect(parseKill('{"process":"supervisor"}')).toMatchObject({
      ok: false,
      expected: expect.stringContaining('worker_east'),
    });
    expect(parseKill('{"process":"database","signal":9}').ok).toBe(false);
  });
});

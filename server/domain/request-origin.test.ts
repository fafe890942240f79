import { describe, expect, test } from 'vitest';
import { isOwnRequest, ownOriginsOf } from './request-origin';

const own = 'https://shop.example';
const request = (method: string, origin: string | null, secFetchSite: string | null) =>
  isOwnRequest({ method, origin, secFetchSite }, [own]);

describe('a request of one of our own pages', () => {
  test('is told by Sec-Fetch-Site, which no page can forge', () => {
    expect(request('POST', own, 'same-origin')).toBe(true);
    expect(request('POST', own, 'cross-site')).toBe(false);
    expect(request('POST', own, 'same-site')).toBe(false);
    expect(request('GET', null, 'cross-site')).toBe(false);
  });

  test('is told by Origin where the browser is too old for it', () => {
    expect(request('POST', own, null)).toBe(true);
    expect(request('POST', 'https://evil.example', null)).toBe(false);
    expect(request('POST', 'https://shop.example.evil.example', null)).toBe(false);
    expect(request('POST', 'null', null)).toBe(false);
  });

  test('is not assumed for a change that tells nothing; a typed address may read', () => {
    expect(request('POST', null, null)).toBe(false);
    expect(request('POST', null, 'none')).toBe(false);
    expect(request('GET', null, 'none')).toBe(true);
    expect(request('GET', null, null)).toBe(true);
  });

  test('may come under either name of this machine, and under no other port', () => {
    expect(ownOriginsOf('http://localhost:3001')).toEqual(['http://localhost:3001', 'http://127.0.0.1:3001']);
    expect(ownOriginsOf(own)).toEqual([own]);
  });
});

import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { securityHeaders } from './security-headers';

function asked(url: string) {
  const request = { url, headers: { 'x-nonce': 'theirs', 'content-security-policy': 'default-src *' } };
  const headers = new Map<string, string>();
  const response = { setHeader: (name: string, value: string) => headers.set(name, value) };
  securityHeaders(request as unknown as IncomingMessage, response as unknown as ServerResponse, false);
  return { url: request.url, nonce: request.headers['x-nonce'], headers };
}

describe('the headers of a page', () => {
  it('have a nonce of their own each time, whatever the caller sent', () => {
    const [one, two] = [asked('/'), asked('/')];
    expect(new Set([one.nonce, two.nonce, 'theirs']).size).toBe(3);
    expect(one.headers.get('Content-Security-Policy')).toContain(`'nonce-${one.nonce}'`);
  });

  it('leak no address that holds a token', () => {
    expect(asked('/orders/ord_1?token=secret').headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(asked('/cart').headers.get('Referrer-Policy')).toBe('same-origin');
  });

  it.each(['/orders/%E0%A4%A?token=x', '/checkout/%', '/%ff'])('%s is the address of no page', (url) => {
    expect(asked(url).url).toBe('/no-page-is-here');
  });

  it.each(['/', '/orders/ord_1?token=%E0%A4%A', '/console/orders/%2Fx', '/caf%C3%A9'])('%s is left as it is', (url) => {
    expect(asked(url).url).toBe(url);
  });
});

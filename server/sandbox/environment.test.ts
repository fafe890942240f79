import { expect, test } from 'vitest';
import { readEnvironment } from './environment';

test('given a flag and a list of receivers, when read, then the flag wins and the list is split', () => {
  const env = { PORT_SANDBOX: '1', SANDBOX_WEBHOOK_URLS: 'http://a/x, https://b/y', SANDBOX_SEED: '9' };
  expect(readEnvironment(env, ['--port', '4010'])).toMatchObject({
    port: 4010,
    webhook_urls: ['http://a/x', 'https://b/y'],
    seed: 9,
    host: '127.0.0.1',
  });
});

test('given wrong values, when read, then each is named', () => {
  const env = { PORT_SANDBOX: 'x', SANDBOX_WEBHOOK_URLS: 'ftp://a', SANDBOX_SEED: '-1' };
  for (const name of Object.keys(env)) expect(() => readEnvironment(env, [])).toThrow(name);
});

/**
 * The sandbox's own settings, read once; a wrong value stops the start with its name and what is expected.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { SandboxOptions } from './start';

const port = z.coerce.number().int().min(0).max(65_535);
const urls = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((url) => url.trim())
      .filter((url) => url !== ''),
  )
  .pipe(z.array(z.url({ protocol: /^https?$/ })));

const schema = z.object({
  PORT_SANDBOX: port.default(3010),
  SANDBOX_HOST: z.string().min(1).default('127.0.0.1'),
  SANDBOX_DATA_DIR: z.string().min(1).default('.data/sandbox'),
  SANDBOX_WEBHOOK_URLS: urls.default([]),
  SANDBOX_WEBHOOK_SECRET: z.string().min(1).default('whsec_evident_sandbox'),
  SANDBOX_SECRET_KEY: z.string().min(1).default('sk_test_evident_sandbox'),
  SANDBOX_SEED: z.coerce.number().int().min(0).max(4_294_967_295).optional(),
});

/** Throws an Error whose message names each wrong variable. */
export function readEnvironment(env: Record<string, string | undefined>, args: string[]): SandboxOptions {
  const { values } = parseArgs({ args, options: { port: { type: 'string' } } });
  const read = schema.safeParse({ ...env, ...(values.port === undefined ? {} : { PORT_SANDBOX: values.port }) });
  if (!read.success) {
    throw new Error(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
  const set = read.data;
  return {
    port: set.PORT_SANDBOX,
    host: set.SANDBOX_HOST,
    data_dir: set.SANDBOX_DATA_DIR,
    webhook_urls: set.SANDBOX_WEBHOOK_URLS,
    webhook_secret: set.SANDBOX_WEBHOOK_SECRET,
    secret_key: set.SANDBOX_SECRET_KEY,
    seed: set.SANDBOX_SEED ?? randomInt(2 ** 32),
  };
}

/**
 * Secrets that nobody has to invent: made once for a data folder and kept there, readable by its
 * owner alone. They guard embedded parts only; real ones come from the environment.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  superuserPassword: z.string(),
  ownerPassword: z.string(),
  appPassword: z.string(),
  readonlyPassword: z.string(),
  authSecret: z.string(),
  regionLinkSecret: z.string(),
  sandboxSecretKey: z.string(),
  sandboxWebhookSecret: z.string(),
});

export type Secrets = z.infer<typeof secretsSchema>;

/** The data folder's secrets, made at the first call. */
export function secretsOf(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = newSecrets();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

export function newSecrets(): Secrets {
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  return {
    superuserPassword: hex(24),
    ownerPassword: hex(24),
    appPassword: hex(24),
    readonlyPassword: hex(24),
    authSecret: hex(32),
    regionLinkSecret: hex(32),
    sandboxSecretKey: `sk_test_sandbox${hex(12)}`,
    sandboxWebhookSecret: `whsec_${hex(24)}`,
  };
}

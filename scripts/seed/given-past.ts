/** What the tests of seeded stores share: two regions' databases, a provider sandbox of their own, and the seed run on them as a program. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../server/sandbox/start';
import { freshDatabase } from '../../server/stores/testing/fresh-database';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const SECRETS = { secret_key: 'sk_test_seed', webhook_secret: 'whsec_seed' };

export async function givenTwoRegions() {
  const folder = mkdtempSync(join(tmpdir(), 'evident-seed-'));
  const [east, west, sandbox] = await Promise.all([
    freshDatabase(),
    freshDatabase(),
    startSandbox({ port: 0, host: '127.0.0.1', data_dir: folder, webhook_urls: [], seed: 7, ...SECRETS }),
  ]);
  const apiBase = `http://127.0.0.1:${sandbox.port}`;
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL_EAST: east.url,
    DATABASE_URL_WEST: west.url,
    DATABASE_OWNER_URL_EAST: east.ownerUrl,
    DATABASE_OWNER_URL_WEST: west.ownerUrl,
    EVIDENT_EMBEDDED: 'database,provider',
    STRIPE_SECRET_KEY: SECRETS.secret_key,
    STRIPE_WEBHOOK_SECRET: SECRETS.webhook_secret,
    STRIPE_API_BASE: apiBase,
    EVIDENT_DATA_DIR: folder,
  };
  return {
    east,
    west,
    apiBase,
    environment,
    /** Runs one of the project's programs on this store. */
    run: (script: string, ...args: string[]) => runProgram(script, args, environment),
    async end() {
      await sandbox.close();
      await Promise.all([east.drop(), west.drop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type GivenTwoRegions = Awaited<ReturnType<typeof givenTwoRegions>>;

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

function runProgram(script: string, args: readonly string[], env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: PROJECT,
      env: env as NodeJS.ProcessEnv,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

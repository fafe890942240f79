import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config';
import { removePostgresFolders } from './postgres-home';
import { consoleProgress } from './progress';
import { newSecrets } from './secrets';
import { embeddedDatabase } from './store-databases';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function givenStarted() {
  const folder = mkdtempSync(join(tmpdir(), 'evident-databases-'));
  // as root the server runs as somebody else, who must be able to pass through
  chmodSync(folder, 0o711);
  const config = parseConfig({ EVIDENT_DATA_DIR: folder });
  const database = await embeddedDatabase(
    config,
    newSecrets(),
    consoleProgress(() => undefined),
    {},
  );
  cleanUps.push(async () => {
    await database.process.stop();
    removePostgresFolders(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  database.process.start();
  await database.process.ready(30_000);
  return database;
}

describe('the embedded database', () => {
  it('gives way to the processes that answer, with every connection', async () => {
    const { superuserUrl } = await givenStarted();
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const [ours, its] = [getPriority(), getPriority(rows[0]?.pid ?? 0)];
    await client.end();
    expect(its).toBe(Math.min(19, ours + 5));
  });
});

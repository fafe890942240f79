/** Each question that docs/operations.md asks of the records is one that they understand, asked by the role that is there to look. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '@/server/stores/testing/fresh-database';

const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
const questions = [...page.matchAll(/`(select [^`]+ from [^`]+)`/g)].map(([, question = '']) => question);

let database: FreshDatabase;
let [looking, app]: (pg.Client | null)[] = [null, null];

beforeAll(async () => {
  database = await freshDatabase();
  looking = new pg.Client({ connectionString: database.readonlyUrl });
  app = new pg.Client({ connectionString: database.url });
  await Promise.all([looking.connect(), app.connect()]);
});
afterAll(async () => {
  await Promise.all([looking?.end(), app?.end()]);
  await database?.drop();
});

it('are all found on the page', () => {
  expect(questions.length).toBeGreaterThan(14);
});

it.each(questions)('%s', async (question) => {
  // who looks reads all but who may sign in
  const asked = question.includes('access.') ? app : looking;
  await expect(asked?.query(question)).resolves.toBeDefined();
  if (asked === app) await expect(looking?.query(question)).rejects.toThrow('permission denied');
});

/** Everything that the store writes for people who are not meant to learn secrets from it: logs, traces, metrics, and what browsers load. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { REGIONS } from '../../server/domain/region';
import { superuserUrl } from './time-passes';

type Place = readonly [name: string, text: string];

export async function everythingKept(webs: readonly string[]): Promise<readonly Place[]> {
  const traces = await Promise.all(
    REGIONS.map(async (region): Promise<Place> => [`traces of ${region}`, await spansOf(region)]),
  );
  const metrics = await Promise.all(
    webs.map(
      async (web, n): Promise<Place> => [`metrics of ${REGIONS[n]}`, await (await fetch(`${web}/api/metrics`)).text()],
    ),
  );
  return [
    ...filesIn(join(process.env.STORE_DATA_DIR ?? '', 'logs')),
    ...filesIn('.next/static'),
    ...traces,
    ...metrics,
  ];
}

/** Of the store's own parts; nobody outside of its processes has to know one. */
export const keptSecrets = (): readonly string[] =>
  Object.values(JSON.parse(readFileSync(`${process.env.STORE_DATA_DIR}/secrets.json`, 'utf8')) as object).map(String);

const filesIn = (folder: string): readonly Place[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')]);

async function spansOf(region: string): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl(region) });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(
      'select to_jsonb(t)::text as text from operations.trace_spans t',
    );
    return rows.map(({ text }) => text).join('\n');
  } finally {
    await client.end();
  }
}

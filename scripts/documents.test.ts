/** What the documents name is there, by that name: files, tables, the database's codes, commands, variables, rehearsals, words. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseChange, parseKill } from '@/server/platform/drill-requests';
import { HEALTHY } from '@/server/platform/drill-state';
import { readFaults } from '@/server/sandbox/faults';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const under = (folder: string, ending: string): string[] =>
  readdirSync(join(PROJECT, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => path.endsWith(ending));
const allOf = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, found = '']) => found)),
];

const DOCUMENTS = ['README.md', ...under('docs', '.md')];
const text = DOCUMENTS.map(read).join('\n');

/** What the supervisor tells its processes, and what tests are told: nobody sets it by hand. */
const NOT_SET_BY_HAND = [
  'DATABASE_OWNER_URL_EAST',
  'DATABASE_OWNER_URL_WEST',
  'EVIDENT_REGION',
  'EVIDENT_EMBEDDED',
  'PORT_WEB',
  'PEER_URL',
  'PUBLIC_ORIGIN',
  'REGION_LINK_SECRET',
  'NODE_ENV',
  'TEST_DATABASE_URL',
];

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

describe('the documents', () => {
  it.each(DOCUMENTS)('%s links to what is there', (path) => {
    const missing = allOf(read(path), /\]\((?!https?:)((?:[^()\s]|\([^()\s]*\))+)\)/g).filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(PROJECT, target))) return true;
      return anchor !== undefined && !allOf(read(target), /^#+ (.+)$/gm).some((each) => anchorOf(each) === anchor);
    });
    expect(missing).toEqual([]);
  });

  it('name every table, and every code with which the database refuses', () => {
    const page = read('docs/data-model.md');
    const named = new Set(allOf(page, /`(?:\w+\.)?(\w+)`/g));
    const tables = allOf(read('prisma/schema.prisma'), /@@map\("(\w+)"\)/g);
    expect(tables.length).toBeGreaterThan(60);
    expect(tables.filter((table) => !named.has(table))).toEqual([]);
    const sql = under('prisma/migrations', '.sql').map(read).join('\n');
    // EV099 is how a trial takes itself back: nobody sees it
    const codes = allOf(sql, /'(EV\d{3})'/g).filter((code) => code !== 'EV099');
    expect(codes.filter((code) => !named.has(code))).toEqual([]);
    expect(allOf(page, /`(EV\d{3})`/g).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('name no command that is not there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(allOf(text, /npm run ([\w-]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('name every variable that somebody may set, and none that is not read', () => {
    const known = allOf(read('server/config-schema.ts'), /^ {2}([A-Z][A-Z_]+):/gm);
    expect(known.length).toBeGreaterThan(30);
    const table = read('README.md').split('\n## Environment\n')[1]?.split('\n## ')[0] ?? '';
    const rows = table.split('\n').flatMap((row) => allOf(row.split(' | ')[0] ?? '', /`([A-Z][A-Z_]+)`/g));
    expect(rows.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !text.includes(`\`${name}`) && !NOT_SET_BY_HAND.includes(name))).toEqual([]);
  });

  it('rehearse with what the sandbox and drill control take', () => {
    const calls = [
      ...text.matchAll(/curl [^`\n]*localhost:(3010\/_sandbox\/faults|3020\/_drills(?:\/kill)?)[^`\n]* -d '([^'…]+)'/g),
    ];
    expect(calls.length).toBeGreaterThan(8);
    const link = read('docs/operations.md').split('\n## The region link is cut')[1]?.split('\n\n| |')[0] ?? '';
    const positions = allOf(link, /^\| `([^`]+)` \|/gm);
    expect(positions.length).toBeGreaterThan(4);
    const taken = (at: string, body: string): boolean => {
      if (at.startsWith('3010')) return readFaults(JSON.parse(body)).ok;
      return (at.endsWith('kill') ? parseKill(body) : parseChange(body, HEALTHY)).ok;
    };
    const asked = [
      ...calls.map(([, at = '', body = '']) => [at, body] as const),
      ...positions.map((position) => ['3020/_drills', `{"region_link": ${position}}`] as const),
    ];
    expect(asked.filter(([at, body]) => !taken(at, body))).toEqual([]);
  });

  it('use no word that the code does not have', () => {
    const code = ['server', 'components', 'app']
      .flatMap((folder) => [...under(folder, '.ts'), ...under(folder, '.tsx')])
      .map(read)
      .join('\n');
    const records = under('prisma/migrations', '.sql').map(read).join('\n');
    const words = allOf(read('docs/words.md'), /`([^`]+)`/g).flatMap((each) => each.match(/[A-Za-z_]{4,}/g) ?? []);
    expect(words.length).toBeGreaterThan(150);
    // how a reference reads
    const shown = /^X+$/;
    expect(words.filter((word) => !shown.test(word) && !code.includes(word) && !records.includes(word))).toEqual([]);
  });

  it('are decisions that bear their number', () => {
    const numbered = under('docs/adr', '.md').map((path) => [path.slice('docs/adr/'.length).slice(0, 4), read(path)]);
    expect(numbered.filter(([number, page]) => !page?.startsWith(`# ADR ${number}: `)).map(([n]) => n)).toEqual([]);
  });
});

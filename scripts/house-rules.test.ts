/**
 * The linter holds the house's import rules; this holds the linter. For each folder, a file with an
 * import that is forbidden there is linted in a copy of the configuration: were a rule mistyped, shadowed
 * by a later override, or the whole file ignored, it would pass silently, and this fails.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** Folder, what it must not import, and something that it may. */
const RULES: readonly (readonly [folder: string, forbidden: readonly string[], allowed: readonly string[]])[] = [
  [
    'server/domain',
    [
      'zod',
      'node:crypto',
      'node:fs',
      '../stores/orders',
      '@/server/stores/orders',
      '@/server/config',
      '../ports/clock',
      'date-fns',
      '@prisma/client',
    ],
    ['./order', '@/server/domain/order', './repair/judgement'],
  ],
  [
    'server/domain/repair',
    ['zod', 'node:crypto', '../../stores/orders', '../../ports/clock', '../../contracts/envelope', '@/server/config'],
    ['./judgement', '../order', '@/server/domain/explanation/explanation'],
  ],
  [
    'server/contracts',
    ['../stores/orders', '../services/order-owner', '@/server/config', 'pg'],
    ['../domain/order', 'zod'],
  ],
  [
    'server/ports',
    ['../stores/orders', '../services/order-owner', '../config', '@prisma/client', 'next/headers'],
    ['../domain/order', 'stripe'],
  ],
  [
    'server/stores',
    ['../services/order-owner', '../ports/clock', '@/server/ports/clock', '../config', 'next/cache', '@trpc/server'],
    ['../domain/order', 'pg', '@prisma/client'],
  ],
  [
    'server/services',
    [
      'pg',
      '@prisma/client',
      '@/prisma/generated/client',
      'next/headers',
      '@trpc/server',
      '../stores/orders',
      '../ports/clock',
      '../config',
      '../wiring',
    ],
    ['../domain/order', '../contracts/envelope'],
  ],
  [
    'server/workers',
    ['../stores/orders', '@/server/stores/orders', '@/app/page', 'next', 'pg'],
    ['../services/order-owner', '../wiring'],
  ],
  [
    'server/routers',
    ['../stores/orders', '../ports/clock', '@prisma/client', 'pg', '@/components/ui/card'],
    ['../services/order-owner', '@trpc/server'],
  ],
  ['server/sandbox', ['../domain/order', '@/server/domain/order', '../config'], ['./ledger', 'zod']],
  [
    'server/simulation',
    ['../stores/orders', '@prisma/client', 'pg', '@/app/page', '../config'],
    ['../services/order-owner', '../domain/order'],
  ],
  [
    'server/http',
    ['../stores/orders', '@prisma/client', 'pg', 'next', '../config', '../routers/index'],
    ['../services/storefront', 'zod'],
  ],
  [
    'server/access',
    ['../services/order-owner', '@prisma/client', 'next', '../config', '../wiring'],
    ['pg', '../domain/staff'],
  ],
  [
    'server/platform',
    ['../domain/order', '../stores/orders', '../services/order-owner', '../wiring', 'next'],
    ['../config', 'pg'],
  ],
  [
    'components/order',
    [
      '@/server/stores/orders',
      '@/server/services/order-owner',
      '@/server/routers/support',
      '@/server/config',
      'pg',
      'node:fs',
    ],
    ['@/server/domain/order', '../ui/card'],
  ],
  [
    'app/console',
    ['@/server/stores/orders', '@/server/services/order-owner', '@prisma/client', 'pg'],
    ['@/components/ui/card', '@/server/domain/order'],
  ],
];

/** Read by type only: a value of it is refused, its type is not. */
const TYPES_ONLY: readonly (readonly [folder: string, specifier: string])[] = [
  ['server/services', '../stores/orders'],
  ['server/services', '../ports/clock'],
  ['components/order', '@/server/routers/support'],
];

let copy: string;
let reported: Set<string>;

const fileFor = (folder: string, kind: string, index: number) => `${folder}/${kind}-${index}.ts`;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'evident-house-'));
  copyFileSync(join(PROJECT, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  };
  for (const [folder, forbidden, allowed] of RULES) {
    for (const [index, specifier] of forbidden.entries())
      write(fileFor(folder, 'forbidden', index), `import '${specifier}';\n`);
    for (const [index, specifier] of allowed.entries())
      write(fileFor(folder, 'allowed', index), `import '${specifier}';\n`);
  }
  for (const [index, [folder, specifier]] of TYPES_ONLY.entries()) {
    write(fileFor(folder, 'type', index), `import type { Thing } from '${specifier}';\nexport type Mine = Thing;\n`);
  }
  write('server/services/reads-environment.ts', 'export const port = process.env.PORT;\n');
  write('server/config.ts', 'export const port = process.env.PORT;\n');
  write('server/services/any.ts', 'export function f(value: any): void { console.log(value); }\n');
  reported = lint();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** The files with a complaint of the rules that this is about. */
function lint(): Set<string> {
  const oxlint = join(PROJECT, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json', '.'], { cwd: copy, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const rules = /no-restricted-imports|no-process-env|no-explicit-any/;
  return new Set(diagnostics.filter(({ code }) => rules.test(code)).map(({ filename }) => filename));
}

describe('the house', () => {
  it.each(RULES)('%s refuses each forbidden import and none that it needs', (folder, forbidden, allowed) => {
    const passed = forbidden.filter((_, index) => !reported.has(fileFor(folder, 'forbidden', index)));
    const refused = allowed.filter((_, index) => reported.has(fileFor(folder, 'allowed', index)));
    expect({ passed, refused }).toEqual({ passed: [], refused: [] });
  });

  it('lets a type through where only the value would be wrong', () => {
    expect(TYPES_ONLY.filter(([folder], index) => reported.has(fileFor(folder, 'type', index)))).toEqual([]);
  });

  it('reads the environment in server/config.ts and nowhere else', () => {
    expect(reported).toContain('server/services/reads-environment.ts');
    expect(reported).not.toContain('server/config.ts');
  });

  it('has no any', () => {
    expect(reported).toContain('server/services/any.ts');
  });

  it('has each file name on one floor', () => {
    const floors = ['domain', 'contracts', 'ports', 'stores', 'services', 'workers', 'http', 'access', 'platform'];
    const floorsOf = new Map<string, string[]>();
    for (const floor of floors)
      for (const name of readdirSync(join(PROJECT, 'server', floor)))
        if (name.endsWith('.ts') && !name.endsWith('.test.ts'))
          floorsOf.set(name, [...(floorsOf.get(name) ?? []), floor]);
    // where a program begins
    floorsOf.delete('main.ts');
    expect([...floorsOf].filter(([, where]) => where.length > 1)).toEqual([]);
  });

  it('has a pure domain: no clock, no luck, no environment, no waiting', () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.|\basync\b|\bawait\b|\bsetTimeout\b|\bcrypto\.|\bfetch\(/;
    const folder = join(PROJECT, 'server/domain');
    const sources = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    expect(sources).toEqual(expect.arrayContaining(['order.ts', join('repair', 'judgement.ts')]));
    const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(sources.filter((name) => impure.test(withoutComments(readFileSync(join(folder, name), 'utf8'))))).toEqual(
      [],
    );
  });
});

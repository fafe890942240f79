/** Builds the pages for production, unless the same sources were built before. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf } from './content-hash.mjs';
import { PROJECT } from './project.mjs';
import { run } from './run-program.mjs';

const SOURCES = [
  'app',
  'components',
  'server',
  'public',
  'prisma/schema.prisma',
  'instrumentation.ts',
  'proxy.ts',
  'next.config.js',
  'postcss.config.cjs',
  'postcss.config.mjs',
  'postcss.config.js',
  'tsconfig.json',
  'package-lock.json',
];
const STAMP = join(PROJECT, '.next/evident-build');
const NOT_BUILT = /\.(test|fixture|db\.test|property\.test)\.tsx?$/;

/** Returns whether there was something to do. */
export async function buildPages() {
  if (!existsSync(join(PROJECT, 'app'))) return false;
  const stamp = hashOf(
    SOURCES.map((path) => join(PROJECT, path)),
    (path) => !NOT_BUILT.test(path),
  );
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return false;
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  await run(process.execPath, [join(PROJECT, 'node_modules/next/dist/bin/next'), 'build'], { env });
  writeFileSync(STAMP, stamp);
  return true;
}

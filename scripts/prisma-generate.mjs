/**
 * Makes the Prisma client from prisma/schema.prisma, when that or Prisma itself has changed. Generating
 * needs no schema engine, but the command line wants to download one first: it is shown a program
 * that does nothing instead (migrations run on the WebAssembly engine, server/platform/schema-engine.ts).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashOf } from './set-up/content-hash.mjs';
import { run } from './set-up/run-program.mjs';
import { runMain } from './set-up/set-up-error.mjs';
import { PROJECT } from './set-up/project.mjs';

const SCHEMA = join(PROJECT, 'prisma/schema.prisma');
const GENERATED = join(PROJECT, 'prisma/generated');
const STAMP = join(GENERATED, '.stamp');

/** Returns whether there was something to do. */
export async function generatePrismaClient() {
  if (!existsSync(SCHEMA)) return false;
  const stamp = hashOf([SCHEMA, join(PROJECT, 'node_modules/prisma/package.json')]);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return false;
  await run(process.execPath, [join(PROJECT, 'node_modules/prisma/build/index.js'), 'generate'], {
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  mkdirSync(GENERATED, { recursive: true });
  writeFileSync(STAMP, stamp);
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(generatePrismaClient);

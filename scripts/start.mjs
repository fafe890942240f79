/**
 * `npm start`: from a fresh clone to a running store. It prepares, and then becomes the supervisor in
 * this very process, so that there is one process to end and nothing between it and a signal.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runMain, SetUpError } from './set-up/set-up-error.mjs';
import { PROJECT } from './set-up/project.mjs';
import { setUp } from './set-up.mjs';

const HELP = `Usage: npm start [-- --reset]      npm run dev [-- --reset]

Runs the whole store on this machine: a real PostgreSQL, the provider sandbox, and for each of the
two regions a web and a worker. The first start installs, builds and seeds; later ones resume the data.
Ctrl-C ends all of it.

  --dev      pages reload when their source changes; nothing is built (npm run dev)
  --reset    begins anew: deletes the data folder first
  --help     this text

Environment (all optional):
  PORT=3000               east web; +1 west web, +10 provider sandbox, +20 drill control, +30 database
  EVIDENT_DATA_DIR=.data  where everything is kept
  DATABASE_URL_EAST, DATABASE_URL_WEST   your own PostgreSQL (15 to 18) instead of the embedded one
  STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE   Stripe instead of the sandbox
  PUBLIC_ORIGIN_EAST, PUBLIC_ORIGIN_WEST         where browsers find each region, behind a proxy of yours
  BUS_URL, SMTP_URL, OTEL_EXPORTER_OTLP_ENDPOINT, AUTH_SECRET, EVIDENT_DRILLS=on|off
`;

await runMain(async () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  // Commands are given from anywhere; a relative data folder is the project's, or the caller's if named.
  if (process.env.EVIDENT_DATA_DIR) process.env.EVIDENT_DATA_DIR = resolve(process.env.EVIDENT_DATA_DIR);
  process.chdir(PROJECT);
  process.env.NODE_ENV = options.dev ? 'development' : 'production';
  await setUp({ build: false });
  const { register } = await import('tsx/esm/api');
  register();
  if (options.reset) {
    const { resetData } = await import('../server/platform/reset-data.ts');
    await resetData();
  }
  await setUp({ build: !options.dev });
  await import('../server/platform/main.ts');
});

function readOptions() {
  try {
    const boolean = { type: 'boolean', default: false };
    return parseArgs({ options: { dev: boolean, reset: boolean, help: { ...boolean, short: 'h' } } }).values;
  } catch (error) {
    throw new SetUpError(`${error.message}\n\n${HELP}`);
  }
}

/**
 * The provider sandbox as its own process, so that killing the store never touches the witness of what was charged.
 */
import { readEnvironment } from './environment';
import { type SandboxOptions, startSandbox } from './start';

function options(): SandboxOptions {
  try {
    return readEnvironment(process.env, process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`The sandbox cannot start.\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

const sandbox = await startSandbox(options());

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Exit, not drain: hanging calls are meant to hang and would keep the process for ever.
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
}

process.stdout.write(`sandbox ready on ${sandbox.port}\n`);

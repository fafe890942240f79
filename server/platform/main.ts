/**
 * `npm start`, after the set-up: checks that it can start, starts, says where things are, and ends all
 * of it when asked. A reason not to start is one clear error and exit code 1, without a stack.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, config, inheritedEnvironment } from '../config';
import { announcement } from './announce';
import { claimDataDir, heldBy, releaseDataDir } from './data-claim';
import { onEndSignals } from './end-signals';
import { importantLine } from './important-lines';
import { preflightFolder, preflightPorts } from './preflight';
import { consoleProgress, formatSeconds } from './progress';
import { endLeftovers } from './running-store';
import { StartError } from './start-error';
import { Stopped, Supervisor } from './supervisor';
import type { ProcessEvents } from './supervised-process';

const progress = consoleProgress();

/** Runs until it is asked to end; then the process ends with its exit code. */
async function main(): Promise<void> {
  const begun = performance.now();
  const settings = config();
  preflightFolder(settings);
  const holder = claimDataDir(settings.dataDir, settings.ports.east);
  if (holder) {
    throw new StartError(
      `${heldBy(holder, settings.dataDir)} Stop it first, or give this one its own EVIDENT_DATA_DIR and PORT.`,
    );
  }
  process.on('exit', () => releaseDataDir(settings.dataDir));
  const left = await endLeftovers(settings.dataDir);
  if (left > 0) progress.note(`ended ${left} processes that an earlier run had left behind`);
  await preflightPorts(settings);
  let ending = false;
  const supervisor = new Supervisor(
    settings,
    inheritedEnvironment(),
    progress,
    consoleEvents(() => ending),
  );
  onEndSignals({
    stop: () => {
      ending = true;
      progress.note('stopping');
      void supervisor.stop().then(() => {
        progress.note('everything has stopped; the data is kept');
        process.exit(0);
      });
    },
    abandon: () => {
      supervisor.abandon();
      process.exit(130);
    },
  });
  try {
    await supervisor.start();
  } catch (error) {
    // Being told to stop makes half of a start fail in its own ways: none of them is news.
    if (ending || error instanceof Stopped) return;
    ending = true;
    await supervisor.stop();
    throw error;
  }
  progress.note(`ready in ${formatSeconds(performance.now() - begun)}`);
  for (const line of announcement(settings)) process.stdout.write(`${line}\n`);
}

function consoleEvents(isEnding: () => boolean): ProcessEvents {
  return {
    onLine(name, line, stream) {
      if (name === 'database') return; // Its log is for the curious; what matters reaches the processes as errors.
      const text = importantLine(line, stream);
      if (text && !isEnding()) progress.warn(`${name}: ${text}`);
    },
    onDeath(name, how, restartInMs) {
      if (!isEnding()) progress.warn(`${name} ended (${how}); it starts again in ${formatSeconds(restartInMs)}`);
    },
    onReady(name, restarts) {
      if (restarts > 0) progress.note(`${name} is back`);
    },
  };
}

main().catch((error: unknown) => {
  const expected = error instanceof StartError || error instanceof ConfigError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${message}\n`);
  if (!expected) process.stderr.write(`${noteDefect(error)}\n`);
  process.exit(1);
});

/** The stack goes to a file. Returns where. */
function noteDefect(error: unknown): string {
  const logs = join(dataDirOrDefault(), 'logs');
  mkdirSync(logs, { recursive: true });
  const file = join(logs, 'supervisor.log');
  appendFileSync(file, `${new Date().toISOString()} ${error instanceof Error ? error.stack : String(error)}\n`);
  return `This is a defect of Evident. The details are in ${file}.`;
}

function dataDirOrDefault(): Config['dataDir'] {
  try {
    return config().dataDir;
  } catch {
    return '.data';
  }
}

/** Where the store is that a script is to look at: the one that the environment names, else the one that runs on this data folder. */
import { type Config, config, parseConfig } from '../server/config';
import { readRunningStore } from '../server/platform/running-store';

export interface FoundStore {
  readonly config: Config;
  /** Empty where only the environment is known. */
  readonly urls: Readonly<Record<string, string>>;
}

/** @throws Error in words for a person when there is no store to look at. */
export function findStore(): FoundStore {
  const given = config();
  const running = readRunningStore(given.dataDir);
  if (given.database.eastUrl !== null && given.database.westUrl !== null)
    return { config: given, urls: running?.urls ?? {} };
  if (running === null)
    throw new Error(
      `No store runs on ${given.dataDir}. Start one with npm start, or name its databases: DATABASE_URL_EAST, DATABASE_URL_WEST and STRIPE_API_BASE.`,
    );
  return { config: parseConfig(running.environment), urls: running.urls };
}

/** The store that the browser tests look at and the benchmarks load: Playwright's global set-up; what it returns is the tear-down. */
import { startOwnStore } from '../../scripts/own-store';

export default function startStore(): Promise<() => Promise<void>> {
  // the ramp's steps of minutes are for people
  return startStoreWith({ EVIDENT_RAMP_HOLD_SECONDS: '5' });
}

/** @param settings environment variables of the store. */
export async function startStoreWith(settings: Readonly<Record<string, string>>): Promise<() => Promise<void>> {
  const { dataDir, running, stop } = await startOwnStore('e2e', settings);
  for (const [name, url] of Object.entries(running.urls)) process.env[`STORE_${name.toUpperCase()}`] = url;
  process.env.STORE_ENVIRONMENT = JSON.stringify(running.environment);
  process.env.STORE_DATA_DIR = dataDir;
  return stop;
}

/** Playwright's global set-up: the store that the browser tests look at; what it returns is the tear-down. */
import { startOwnStore } from '../../scripts/own-store';

export default async function startStore(): Promise<() => Promise<void>> {
  const { dataDir, running, stop } = await startOwnStore('e2e');
  for (const [name, url] of Object.entries(running.urls)) process.env[`STORE_${name.toUpperCase()}`] = url;
  process.env.STORE_ENVIRONMENT = JSON.stringify(running.environment);
  process.env.STORE_DATA_DIR = dataDir;
  return stop;
}

/** The store that was started for this run of benchmarks: on this machine, on data of its own. */
import { readRunningStore } from '../server/platform/running-store';

export function ownStore(): { base: string; sandbox: string; databaseUrl: string; dataDir: string } {
  const dataDir = process.env.STORE_DATA_DIR ?? '';
  const running = readRunningStore(dataDir);
  const [base, sandbox] = [process.env.STORE_EAST, process.env.STORE_SANDBOX];
  const databaseUrl = running?.environment.DATABASE_URL_EAST;
  if (base === undefined || sandbox === undefined || databaseUrl === undefined)
    throw new Error("the benchmark's store is not running");
  return { base, sandbox, databaseUrl, dataDir };
}

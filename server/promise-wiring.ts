/** The promise watcher of one region, on a connection of its own: a check takes none from those who serve customers. */
import type { Config } from './config';
import { systemClock as clock } from './ports/clock';
import { PromiseWatcher } from './services/promise-watcher';
import { promiseStore } from './stores/promise';
import { promiseCheckStore } from './stores/promise-checks';
import { connect } from './stores/sql';

export function wirePromise({ database, region }: Pick<Config, 'database' | 'region'>) {
  const sql = connect(database.url ?? '', 1, 'sets');
  const watcher = new PromiseWatcher({ clock, promise: promiseStore(sql), checks: promiseCheckStore(sql, region) });
  return { watcher, close: () => sql.close() };
}

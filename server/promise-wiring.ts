/**
 * The promise watcher of one region, and what signs its evidence, on a connection of their own: they take none from those who serve
 * customers.
 */
import type { Config } from './config';
import { checkpointSeal } from './ports/checkpoint-seal';
import { systemClock as clock } from './ports/clock';
import { writeOnceFolder } from './ports/write-once-folder';
import { EvidenceCheckpointer } from './services/evidence-checkpointer';
import { PromiseWatcher } from './services/promise-watcher';
import { evidenceCheckpointStore } from './stores/evidence-checkpoints';
import { promiseStore } from './stores/promise';
import { promiseCheckStore } from './stores/promise-checks';
import { connect } from './stores/sql';

export function wirePromise({
  checkpointDir,
  database,
  dataDir,
  region,
}: Pick<Config, 'checkpointDir' | 'database' | 'dataDir' | 'region'>) {
  const sql = connect(database.url ?? '', 1, 'sets');
  const watcher = new PromiseWatcher({ clock, promise: promiseStore(sql), checks: promiseCheckStore(sql, region) });
  const checkpointer = new EvidenceCheckpointer({
    region,
    checkpoints: evidenceCheckpointStore(sql, region),
    files: writeOnceFolder(checkpointDir),
    seal: checkpointSeal(dataDir, checkpointDir),
  });
  return { watcher, checkpointer, close: () => sql.close() };
}

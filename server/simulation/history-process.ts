/** One of several processes that run histories: takes its bounds, answers with the totals, ends. */
import { type Bounds, runMany } from './run-many';

process.once('message', (bounds) => {
  runMany(bounds as Bounds).then(
    (totals) => process.send?.(totals, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});

/** The worker process of one region: every background job as a loop of its own, each stopped cleanly before its leases are given up. */
import { config } from '../config';
import { isShed } from '../domain/optional-work';
import { logger } from '../log';
import { directoryJob, handOverJob } from '../ownership-wiring';
import { wireWorker } from '../wiring';
import { bulkWorker } from './bulk-worker';
import { checkpointWorker } from './checkpoint-worker';
import { busRelay } from './bus-relay';
import { caseEscalator } from './case-escalator';
import { controlMessenger } from './control-messenger';
import { confirmationWorker } from './confirmation-worker';
import { copyRelay } from './copy-relay';
import { degradedModeWorker } from './degraded-mode-worker';
import { deadLetterRedriver } from './dead-letter-redriver';
import { followUpWorker } from './follow-up-worker';
import { holdReleaser } from './hold-releaser';
import { copyForgetter, intentWorker } from './intent-worker';
import { leaseKeeper } from './lease-keeper';
import { ledgerSweepWorker } from './ledger-sweep-worker';
import { startLoop } from './loop';
import { spanForgetter } from './span-forgetter';
import { mailSender, outboxRelay } from './outbox-relay';
import { pressureRollupWorker, pressureWorker } from './pressure-worker';
import { promiseWorker } from './promise-worker';
import { proposalEnder } from './proposal-ender';
import { reconciliationWorker } from './reconciliation-worker';
import { messageArchiveWorker } from './message-archive-worker';
import { reservationReaper } from './reservation-reaper';
import { versionReporter } from './version-reporter';

const settings = config();
const log = logger('worker', settings);
const parts = wireWorker(settings);
const {
  bulk,
  caseWatcher,
  checkpointer,
  clock,
  consumers,
  controls,
  degradedMode,
  exchange,
  holds,
  intents,
  keeper,
  copyTeller,
  messenger,
  notifier,
  owner,
  promise,
  receiver,
  sweeper,
  wakeUp,
} = parts;
const { sampler } = parts.pressure;

// told before anything is read: no writer may take this process for one that reads more
await parts.versions.beat().catch((error: unknown) => log.error({ err: error }, 'the versions could not be told yet'));
const jobs = [
  versionReporter(parts.versions),
  leaseKeeper(keeper),
  confirmationWorker(owner, keeper, wakeUp),
  reservationReaper(owner, keeper),
  holdReleaser(holds, keeper),
  reconciliationWorker(receiver, wakeUp),
  followUpWorker(receiver, wakeUp),
  directoryJob(parts),
  handOverJob(parts),
  ledgerSweepWorker(sweeper, keeper, settings.region, parts.directory),
  outboxRelay(consumers, 'mail', wakeUp),
  outboxRelay(consumers, 'sales', wakeUp),
  mailSender(notifier, () => isShed('nonessential_mail', controls.current(), sampler.now().reading)),
  deadLetterRedriver(parts.messageJobs.redriver),
  messageArchiveWorker(parts.messageJobs.archiver),
  spanForgetter(parts.spans, clock),
  busRelay(messenger),
  copyRelay(copyTeller),
  caseEscalator(caseWatcher),
  proposalEnder(parts.proposalWatcher),
  bulkWorker(bulk),
  controlMessenger(exchange, controls),
  degradedModeWorker(degradedMode, (move) => log.warn({ mode: move }, 'the mode changed')),
  pressureWorker(sampler),
  pressureRollupWorker(sampler),
  intentWorker(intents),
  copyForgetter(intents),
  checkpointWorker(checkpointer, clock),
  promiseWorker(promise, (check) => log.error({ promise: check }, 'the promise is broken')),
];
const loops = jobs.map((job) =>
  startLoop(job, clock, (name, error) => log.error({ job: name, err: error }, 'a round failed; it is tried again')),
);
log.info({ region: settings.region, jobs: jobs.length }, 'worker started');
// the supervisor waits for this line
process.stdout.write('ready\n');

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all(loops.map((loop) => loop.stop()));
  await keeper.release().catch(() => undefined);
  await parts.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());

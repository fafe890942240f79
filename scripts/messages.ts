/** `npm run messages`: do the contracts stand as they were shipped, and do the docs say the same? */
import { parseArgs } from 'node:util';
import { MESSAGE_CONTRACTS } from '../server/contracts/messages';
import { type Contracts, contractFaults, unreadCorpus } from './messages/contract-faults';
import { readShipped, writeShipped } from './messages/shipped-files';

const HELP = `Usage: npm run messages [-- --write]

Compares the messages' contracts with what was shipped: schemas, meanings, corpus, docs/messages. Names what is wrong and exits with 1.

  --write   records versions that are new and generates docs/messages; a version that was recorded is never recorded anew
  --help    this text
`;

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, help: { type: 'boolean', default: false, short: 'h' } },
});
if (values.help) process.stdout.write(HELP);
else {
  const contracts = MESSAGE_CONTRACTS as unknown as Contracts;
  if (values.write) writeShipped(contracts);
  const shipped = readShipped();
  const faults = [...contractFaults(contracts, shipped), ...unreadCorpus(shipped)];
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(
    `messages: ${Object.keys(shipped.fingerprints).length} versions shipped, ${faults.length} faults\n`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

/** What a person needs once the store is ready: where it is, who to sign in as, how to end it. */
import type { Config } from '../config';

const DEMO_ACCOUNTS = ['support', 'operator', 'oncall', 'approver', 'auditor'] as const;

export function announcement({ ports, database, payments, drills, dataDir, web }: Config): string[] {
  const at = (port: number, path = '') => `http://localhost:${port}${path}`;
  const [east, west] = [web.origins.east ?? at(ports.east), web.origins.west ?? at(ports.west)];
  const embedded = database.embedded && payments.provider === 'sandbox';
  return [
    '',
    `  Store            ${east}  (east)   ${west}  (west)`,
    `  Console          ${east}/console`,
    ...(embedded ? [`  Demo accounts    ${DEMO_ACCOUNTS.map((name) => `${name}@evident.test`).join(', ')}`] : []),
    ...(payments.provider === 'sandbox' ? [`  Provider sandbox ${at(ports.sandbox, '/_sandbox/ledger')}`] : []),
    ...(drills.enabled ? [`  Drills           ${at(ports.drills, '/_drills')}`] : []),
    `  Data and logs    ${dataDir}`,
    '',
    '  Ctrl-C stops all of it; the data stays.',
    '',
  ];
}

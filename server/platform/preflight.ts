/**
 * What would make the start fail half way is said before it begins, in one sentence that names the
 * thing and what to change: a port that is taken, a disk that is full.
 */
import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Config } from '../config';
import { REGIONS, webPorts } from './child-environment';
import { portOwner } from './port-owner';
import { StartError } from './start-error';

const MINIMUM_FREE_BYTES = 1024 ** 3;
const HIGHEST_DATABASE_OFFSET = 9;

/** Throws StartError when nothing, or not enough, can be written where the data goes. */
export function preflightFolder({ dataDir }: Config): void {
  refuse(diskProblems(dataDir));
}

/** Throws StartError with every port that is taken, at once. */
export async function preflightPorts(config: Config): Promise<void> {
  refuse(await portProblems(neededPorts(config)));
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new StartError(problems.join('\n'));
}

export interface NeededPort {
  readonly port: number;
  readonly use: string;
}

export function neededPorts(config: Config): NeededPort[] {
  const { ports } = config;
  return [
    ...REGIONS.flatMap((region) =>
      webPorts(config, region).map((port, index) => ({
        port,
        use: index === 0 ? `the ${region} web` : `the ${region} web number ${index + 1}`,
      })),
    ),
    ...(config.payments.provider === 'sandbox' ? [{ port: ports.sandbox, use: 'the provider sandbox' }] : []),
    ...(config.drills.enabled ? [{ port: ports.drills, use: 'drill control' }] : []),
  ];
}

export async function portProblems(needed: readonly NeededPort[]): Promise<string[]> {
  const problems: string[] = [];
  for (const { port, use } of needed) {
    if (await isFree(port)) continue;
    const owner = portOwner(port);
    problems.push(
      `Port ${port} (${use}) is taken${owner ? ` by ${owner}` : ''}. End that, or choose other ports: PORT=4000 npm start.`,
    );
  }
  return problems;
}

/** The first free port from PORT+30 on: nobody has to know it, so a neighbour is no reason to stop. */
export async function databasePort(first: number): Promise<number> {
  for (let port = first; port <= first + HIGHEST_DATABASE_OFFSET; port += 1) if (await isFree(port)) return port;
  throw new StartError(
    `Ports ${first} to ${first + HIGHEST_DATABASE_OFFSET} (the database) are all taken. Choose others: PORT=4000 npm start.`,
  );
}

/** A port that nobody uses now, chosen by the system. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

export function diskProblems(folder: string, minimumBytes: number = MINIMUM_FREE_BYTES): string[] {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    return [
      `Nothing can be written to ${folder} (${(error as NodeJS.ErrnoException).code}). Set EVIDENT_DATA_DIR to a folder of yours.`,
    ];
  }
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= minimumBytes) return [];
  return [
    `Only ${Math.floor(free / 1024 ** 2)} MB are free where ${folder} stands; ${Math.floor(minimumBytes / 1024 ** 2)} MB are needed. Free some, or set EVIDENT_DATA_DIR to another disk.`,
  ];
}

/** Free on every address: a server on 127.0.0.1 alone does not stop one on all, and would answer in its place. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', undefined]) if (!(await canListen(port, host))) return false;
  return true;
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRNOTAVAIL'));
    server.listen({ port, ...(host ? { host } : {}), exclusive: true }, () => server.close(() => resolve(true)));
  });
}

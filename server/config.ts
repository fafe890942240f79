/**
 * The only reader of the environment. Every variable is checked once, before anything starts: a
 * wrong value is one clear sentence with the variable's name and what is expected, never a
 * surprise in the middle of an order. Drills, which kill processes and cut links on purpose, can
 * never be on beside a live payment key.
 */
import { resolve } from 'node:path';
import type { z } from 'zod';
import { environmentSchema, isLiveKey } from './config-schema';
import type { RampHolds } from './domain/degraded-mode';

export type Region = 'east' | 'west';

/** A variable is wrong: `message` names it and says what is expected. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export interface Config {
  /** This process's region; the supervisor and scripts stand in east. */
  readonly region: Region;
  /** Everything listens relative to PORT (contract: +1 west, +10 sandbox, +20 drills; +30 database). */
  readonly ports: {
    readonly east: number;
    readonly west: number;
    readonly sandbox: number;
    readonly drills: number;
    readonly database: number;
  };
  /** Of each region, on this machine. */
  readonly processes: { readonly webs: number; readonly workers: number };
  readonly web: {
    /** Where this region's web listens. */
    readonly port: number;
    /** Where browsers find this region: no trailing slash. */
    readonly publicOrigin: string;
    /** The other region's web, for the region link. */
    readonly peerUrl: string;
    /** Of each region's webs, for the supervisor to tell them; null: this machine, at the web's own port. */
    readonly origins: Readonly<Record<Region, string | null>>;
  };
  /** Absolute. */
  readonly dataDir: string;
  /** Where signed checkpoints of the evidence go. */
  readonly checkpointDir: string;
  readonly database: {
    readonly embedded: boolean;
    /** Null while no database is known, which only the supervisor may see. */
    readonly eastUrl: string | null;
    readonly westUrl: string | null;
    /** The tables' owner; null in every process but the seed. */
    readonly ownerEastUrl: string | null;
    readonly ownerWestUrl: string | null;
    /** This process's own region. */
    readonly url: string | null;
    /** Null: tests start their own server. */
    readonly testUrl: string | null;
  };
  readonly payments: {
    readonly provider: 'sandbox' | 'stripe';
    readonly live: boolean;
    readonly secretKey: string | null;
    /** What either has signed is believed; one, and two while they rotate. */
    readonly webhookSecrets: readonly string[];
    /** Null: the SDK's own address. */
    readonly apiBase: string | null;
    /** Null: the account is this store's alone. */
    readonly accountMark: string | null;
    /** "Not found" proves nothing before this long after the last possible send. */
    readonly settleTimeMs: number;
  };
  readonly repairs: { readonly secondPersonOverMinor: number };
  /** How long a window of the provider's list is that is compared with our records, and how old its charges are at least. */
  readonly sweep: { readonly intervalMs: number; readonly lagMs: number };
  readonly degraded: {
    readonly entry: 'by_itself' | 'by_hand';
    /** As it was given for every step; null: each step's own. */
    readonly holdSeconds: number | null;
    /** How long each step of the ramp is held. */
    readonly holds: RampHolds;
  };
  readonly regionLink: { readonly secret: string | null };
  readonly bus: { readonly url: string | null };
  readonly traces: { readonly endpoint: string | null };
  readonly mail: { readonly smtpUrl: string | null };
  readonly auth: { readonly secret: string | null };
  readonly drills: { readonly enabled: boolean; readonly stateFile: string };
  /** Null: the commit that lies here, else the package's version. */
  readonly build: string | null;
  readonly development: boolean;
  readonly logLevel: string;
}

type Environment = z.infer<typeof environmentSchema>;

/** Pure: the same environment, the same configuration. Throws ConfigError. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, cwd: string = '/'): Config {
  // An empty variable means unset: `PORT= npm start` and CI templates write them.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  return toConfig(parsed.data, cwd);
}

/** What any program needs of its surroundings to run on this machine; nothing else is handed on to a child. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'NODE_EXTRA_CA_CERTS'];

export function inheritedEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> {
  const present = PASSED_ON.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  return Object.fromEntries(present) as Record<string, string>;
}

let cached: Config | undefined;

/** This process's configuration, read at the first call and never again. Throws ConfigError. */
export function config(): Config {
  cached ??= parseConfig(process.env, process.cwd());
  return cached;
}

function toConfig(env: Environment, cwd: string): Config {
  const { PORT, EVIDENT_REGION: region } = env;
  const ports = { east: PORT, west: PORT + 1, sandbox: PORT + 10, drills: PORT + 20, database: PORT + 30 };
  const webPort = env.PORT_WEB ?? ports[region];
  const dataDir = resolve(cwd, env.EVIDENT_DATA_DIR);
  const embedded = new Set(env.EVIDENT_EMBEDDED);
  const databaseEmbedded = embedded.has('database') || (!env.DATABASE_URL_EAST && !env.DATABASE_URL_WEST);
  const sandboxed = embedded.has('provider') || !env.STRIPE_SECRET_KEY;
  return {
    region,
    ports,
    // Next allows one development server a folder.
    processes: {
      webs: env.NODE_ENV === 'development' ? 1 : env.EVIDENT_WEB_PROCESSES,
      workers: env.EVIDENT_WORKER_PROCESSES,
    },
    web: {
      port: webPort,
      publicOrigin: env.PUBLIC_ORIGIN ?? `http://localhost:${webPort}`,
      peerUrl: env.PEER_URL ?? `http://localhost:${region === 'east' ? ports.west : ports.east}`,
      origins: { east: env.PUBLIC_ORIGIN_EAST ?? null, west: env.PUBLIC_ORIGIN_WEST ?? null },
    },
    dataDir,
    checkpointDir:
      env.EVIDENT_CHECKPOINT_DIR === undefined
        ? resolve(dataDir, 'checkpoints')
        : resolve(cwd, env.EVIDENT_CHECKPOINT_DIR),
    database: {
      embedded: databaseEmbedded,
      eastUrl: env.DATABASE_URL_EAST ?? null,
      westUrl: env.DATABASE_URL_WEST ?? null,
      ownerEastUrl: env.DATABASE_OWNER_URL_EAST ?? null,
      ownerWestUrl: env.DATABASE_OWNER_URL_WEST ?? null,
      url: (region === 'east' ? env.DATABASE_URL_EAST : env.DATABASE_URL_WEST) ?? null,
      testUrl: env.TEST_DATABASE_URL ?? null,
    },
    payments: {
      provider: sandboxed ? 'sandbox' : 'stripe',
      live: isLiveKey(env.STRIPE_SECRET_KEY ?? ''),
      secretKey: env.STRIPE_SECRET_KEY ?? null,
      webhookSecrets: env.STRIPE_WEBHOOK_SECRET?.split(',') ?? [],
      apiBase: env.STRIPE_API_BASE ?? null,
      accountMark: env.STRIPE_ACCOUNT_MARK ?? null,
      settleTimeMs: env.EVIDENT_SETTLE_TIME_SECONDS * 1000,
    },
    repairs: { secondPersonOverMinor: env.EVIDENT_SECOND_PERSON_OVER },
    sweep: {
      intervalMs: env.EVIDENT_SWEEP_INTERVAL_SECONDS * 1000,
      lagMs: env.EVIDENT_SWEEP_LAG_SECONDS * 1000,
    },
    degraded: {
      entry: env.EVIDENT_DEGRADED_ENTRY,
      holdSeconds: env.EVIDENT_RAMP_HOLD_SECONDS ?? null,
      holds: rampHolds(env.EVIDENT_RAMP_HOLD_SECONDS),
    },
    regionLink: { secret: env.REGION_LINK_SECRET ?? null },
    bus: { url: env.BUS_URL ?? null },
    traces: { endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null },
    mail: { smtpUrl: env.SMTP_URL ?? null },
    build: env.EVIDENT_BUILD ?? null,
    auth: { secret: env.AUTH_SECRET ?? null },
    drills: {
      enabled: env.EVIDENT_DRILLS ?? (databaseEmbedded && sandboxed),
      stateFile: resolve(dataDir, 'drills.json'),
    },
    development: env.NODE_ENV === 'development',
    logLevel: env.LOG_LEVEL,
  };
}

const MINUTE_MS = 60_000;

function rampHolds(seconds: number | undefined): RampHolds {
  if (seconds === undefined) return { 5: 5 * MINUTE_MS, 25: 10 * MINUTE_MS, 50: 10 * MINUTE_MS, 100: 5 * MINUTE_MS };
  const each = seconds * 1000;
  return { 5: each, 25: each, 50: each, 100: each };
}

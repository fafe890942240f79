/**
 * What each process is told, and nothing more: a web or worker gets its own region's database only,
 * so no code can join across regions by accident, and a secret is in no process that does not
 * need it. The supervisor's own environment is not inherited, except for what any program needs.
 */
import type { Config, Region } from '../config';
import type { Secrets } from './secrets';

export const REGIONS: readonly Region[] = ['east', 'west'];

export type ChildEnvironment = Record<string, string>;

export interface DatabaseUrls {
  readonly app: string;
  readonly owner: string;
}

export interface StoreAddresses {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly databases: Readonly<Record<Region, DatabaseUrls>>;
  /** What any program needs of its surroundings (server/config.ts). */
  readonly inherited: Readonly<Record<string, string>>;
}

/** Where the webs of a region listen: the first at the region's own port, each further one two ports on (east even, west odd). */
export function webPorts({ ports, processes }: Pick<Config, 'ports' | 'processes'>, region: Region): number[] {
  return Array.from({ length: processes.webs }, (_, index) => ports[region] + 2 * index);
}

/** For a web or a worker of one region; `port` is the web's own. */
export function regionEnvironment(
  store: StoreAddresses,
  region: Region,
  port: number = store.config.ports[region],
): ChildEnvironment {
  const { config, databases } = store;
  const other: Region = region === 'east' ? 'west' : 'east';
  return {
    ...commonEnvironment(store),
    EVIDENT_REGION: region,
    PORT_WEB: String(port),
    PUBLIC_ORIGIN: config.web.origins[region] ?? `http://localhost:${port}`,
    PEER_URL: `http://127.0.0.1:${config.ports[other]}`,
    [urlVariable(region)]: databases[region].app,
  };
}

/** For scripts that look at the whole store: seed, promise, chaos, traffic. */
export function scriptEnvironment(store: StoreAddresses): ChildEnvironment {
  const urls = REGIONS.map((region) => [urlVariable(region), store.databases[region].app]);
  return { ...commonEnvironment(store), ...(Object.fromEntries(urls) as ChildEnvironment) };
}

/** For the seed alone, and only where the databases are ours: it tells past orders, which takes the tables' owner. */
export function seedEnvironment(store: StoreAddresses): ChildEnvironment {
  const { config, databases } = store;
  const owners = { DATABASE_OWNER_URL_EAST: databases.east.owner, DATABASE_OWNER_URL_WEST: databases.west.owner };
  return { ...scriptEnvironment(store), ...(config.database.embedded ? owners : {}) };
}

export function sandboxEnvironment({ config, secrets, inherited }: StoreAddresses): ChildEnvironment {
  return {
    ...inherited,
    NODE_ENV: 'production',
    PORT_SANDBOX: String(config.ports.sandbox),
    SANDBOX_DATA_DIR: `${config.dataDir}/sandbox`,
    // The east web alone, as one merchant has one address; it forwards what is not its own.
    SANDBOX_WEBHOOK_URLS: `http://127.0.0.1:${config.ports.east}/api/v1/webhooks/stripe`,
    SANDBOX_WEBHOOK_SECRET: secrets.sandboxWebhookSecret,
    SANDBOX_SECRET_KEY: secrets.sandboxSecretKey,
  };
}

export function urlVariable(region: Region): 'DATABASE_URL_EAST' | 'DATABASE_URL_WEST' {
  return region === 'east' ? 'DATABASE_URL_EAST' : 'DATABASE_URL_WEST';
}

function commonEnvironment({ config, secrets, inherited }: StoreAddresses): ChildEnvironment {
  const embedded = [
    ...(config.database.embedded ? ['database'] : []),
    ...(config.payments.provider === 'sandbox' ? ['provider'] : []),
  ];
  return {
    ...inherited,
    ...present({
      EVIDENT_BUILD: config.build,
      EVIDENT_EMBEDDED: embedded.join(','),
      BUS_URL: config.bus.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: config.traces.endpoint,
      SMTP_URL: config.mail.smtpUrl,
      STRIPE_API_BASE: config.payments.apiBase,
      STRIPE_ACCOUNT_MARK: config.payments.accountMark,
    }),
    ...paymentEnvironment(config, secrets),
    NODE_ENV: config.development ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    PORT: String(config.ports.east),
    EVIDENT_DATA_DIR: config.dataDir,
    EVIDENT_CHECKPOINT_DIR: config.checkpointDir,
    EVIDENT_DRILLS: config.drills.enabled ? 'on' : 'off',
    LOG_LEVEL: config.logLevel,
    EVIDENT_SECOND_PERSON_OVER: String(config.repairs.secondPersonOverMinor),
    EVIDENT_SETTLE_TIME_SECONDS: String(config.payments.settleTimeMs / 1000),
    EVIDENT_DEGRADED_ENTRY: config.degraded.entry,
    ...(config.degraded.holdSeconds === null ? {} : { EVIDENT_RAMP_HOLD_SECONDS: String(config.degraded.holdSeconds) }),
    EVIDENT_SWEEP_INTERVAL_SECONDS: String(config.sweep.intervalMs / 1000),
    EVIDENT_SWEEP_LAG_SECONDS: String(config.sweep.lagMs / 1000),
    AUTH_SECRET: config.auth.secret ?? secrets.authSecret,
    REGION_LINK_SECRET: config.regionLink.secret ?? secrets.regionLinkSecret,
  };
}

function paymentEnvironment({ payments, ports }: Config, secrets: Secrets): ChildEnvironment {
  if (payments.provider === 'stripe') {
    const [STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET] = [payments.secretKey, payments.webhookSecrets.join(',')];
    return present({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET });
  }
  return {
    STRIPE_SECRET_KEY: secrets.sandboxSecretKey,
    STRIPE_WEBHOOK_SECRET: secrets.sandboxWebhookSecret,
    STRIPE_API_BASE: `http://127.0.0.1:${ports.sandbox}`,
  };
}

function present(values: Readonly<Record<string, string | null | undefined>>): ChildEnvironment {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as ChildEnvironment;
}

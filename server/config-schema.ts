/**
 * What each environment variable may be, in the words that a person reads when it is not. Public
 * variables are those of the contract; the internal ones are handed by the supervisor to the
 * processes it starts.
 */
import { z } from 'zod';

/** PORT + 39 is the last port that the embedded database may take. */
const HIGHEST_BASE_PORT = 65_535 - 39;

const port = (highest: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, `expected a whole number from 1 to ${highest}`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= highest, `expected a whole number from 1 to ${highest}`);

const url = (protocols: readonly string[], example: string) =>
  z.string().refine((value) => protocols.includes(protocolOf(value)), `expected an address like ${example}`);

const httpUrl = (example: string) => url(['http:', 'https:'], example).transform((value) => value.replace(/\/+$/, ''));

const origin = httpUrl('https://shop.example').refine(
  (value) => URL.canParse(value) && new URL(value).origin === value,
  'expected scheme, host and port alone, as in https://shop.example',
);

const postgresUrl = url(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/database');

const secret = (characters: number) =>
  z.string().min(characters, `expected a secret of at least ${characters} characters`);

const onOff = z
  .string()
  .regex(/^(on|off|true|false|1|0)$/i, 'expected on or off')
  .transform((value) => /^(on|true|1)$/i.test(value));

const count = (highest: number) =>
  z
    .string()
    .regex(/^\d$/, `expected a whole number from 1 to ${highest}`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= highest, `expected a whole number from 1 to ${highest}`);

const seconds = (highest: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, `expected seconds from 1 to ${highest}`)
    .transform(Number)
    .refine((value) => value >= 1 && value <= highest, `expected seconds from 1 to ${highest}`);

const buildName = z.string().regex(/^[\w.+-]{1,60}$/, 'expected letters, digits, dots and dashes, 60 at most');

const variables = z.object({
  // The contract's list.
  PORT: port(HIGHEST_BASE_PORT).default(3000),
  EVIDENT_DATA_DIR: z.string().default('.data'),
  DATABASE_URL_EAST: postgresUrl.optional(),
  DATABASE_URL_WEST: postgresUrl.optional(),
  // From the supervisor to the seed alone: the tables' owner, for telling past orders.
  DATABASE_OWNER_URL_EAST: postgresUrl.optional(),
  DATABASE_OWNER_URL_WEST: postgresUrl.optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w+$/, 'expected a Stripe secret key: sk_test_… or sk_live_…')
    .optional(),
  // Two while they rotate: what either has signed is believed.
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_\w+(,whsec_\w+)?$/,
      'expected a Stripe signing secret: whsec_…, or two with a comma while they rotate',
    )
    .optional(),
  STRIPE_API_BASE: httpUrl('http://localhost:12111').optional(),
  // On every payment of this store, where its Stripe account is shared with other systems: what lacks it and names no order of ours is theirs.
  STRIPE_ACCOUNT_MARK: z
    .string()
    .regex(/^[\w.-]{1,60}$/, 'expected letters, digits, dots and dashes, 60 at most')
    .optional(),
  // Which build this is, where there is no commit to read it from.
  EVIDENT_BUILD: buildName.optional(),
  EVIDENT_CHECKPOINT_DIR: z.string().min(1, 'expected a folder').optional(),
  // Where browsers find each region, behind a proxy of yours; else this machine.
  PUBLIC_ORIGIN_EAST: origin.optional(),
  PUBLIC_ORIGIN_WEST: origin.optional(),
  BUS_URL: url(['nats:', 'tls:'], 'nats://localhost:4222').optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl('http://localhost:4318').optional(),
  SMTP_URL: url(['smtp:', 'smtps:'], 'smtp://user:password@host:587').optional(),
  AUTH_SECRET: secret(32).optional(),
  EVIDENT_DRILLS: onOff.optional(),
  // More than this takes a second person: minor units of the order's currency.
  EVIDENT_SECOND_PERSON_OVER: z
    .string()
    .regex(/^\d{1,9}$/, 'expected minor units of a currency, e.g. 5000')
    .transform(Number)
    .default(5_000),
  // How long after the last possible send "not found" becomes proof that the provider never accepted.
  EVIDENT_SETTLE_TIME_SECONDS: z
    .string()
    .regex(/^\d{1,5}$/, 'expected seconds from 0 to 99999')
    .transform(Number)
    .default(900),
  // How often the provider's own list is compared with our records, and how old its charges are at least.
  EVIDENT_SWEEP_INTERVAL_SECONDS: seconds(3600).default(60),
  EVIDENT_SWEEP_LAG_SECONDS: seconds(3600).default(120),
  // How many processes share a region's work on this machine. Webs listen two ports apart: PORT, PORT + 2, …
  EVIDENT_WEB_PROCESSES: count(5).default(1),
  EVIDENT_WORKER_PROCESSES: count(8).default(1),
  // Whether a figure over its limit enters degraded mode; by hand, a person always may.
  EVIDENT_DEGRADED_ENTRY: z.enum(['by_itself', 'by_hand'], 'expected by_itself or by_hand').default('by_itself'),
  // How long each step of the ramp is held; for drills and tests. Absent: 5, 10, 10 and 5 minutes.
  EVIDENT_RAMP_HOLD_SECONDS: seconds(3600).optional(),
  // From the supervisor to its processes.
  EVIDENT_REGION: z.enum(['east', 'west'], 'expected east or west').default('east'),
  EVIDENT_EMBEDDED: z
    .string()
    .transform((value) => value.split(','))
    .pipe(z.array(z.enum(['database', 'provider'], 'expected database, provider, or both with a comma')))
    .default([]),
  PORT_WEB: port(65_535).optional(),
  PEER_URL: httpUrl('http://localhost:3001').optional(),
  PUBLIC_ORIGIN: origin.optional(),
  REGION_LINK_SECRET: secret(32).optional(),
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'expected production, development or test')
    .default('production'),
  LOG_LEVEL: z
    .enum(
      ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'],
      'expected silent, error, warn, info, debug or trace',
    )
    .default('info'),
  TEST_DATABASE_URL: postgresUrl.optional(),
});

type Variables = z.infer<typeof variables>;

export const environmentSchema = variables.superRefine((env, context) => {
  for (const [path, message] of contradictions(env)) context.addIssue({ code: 'custom', path: [path], message });
});

/** Values that are right alone and wrong together. */
function contradictions(env: Variables): [keyof Variables, string][] {
  const found: [keyof Variables, string][] = [];
  const alone = env.EVIDENT_EMBEDDED.length === 0;
  const key = env.STRIPE_SECRET_KEY ?? '';
  if (alone && Boolean(env.DATABASE_URL_EAST) !== Boolean(env.DATABASE_URL_WEST)) {
    const missing = env.DATABASE_URL_EAST ? 'DATABASE_URL_WEST' : 'DATABASE_URL_EAST';
    found.push([missing, 'expected too, because the other region has one: each region needs its own database']);
  }
  if (env.DATABASE_URL_EAST && env.DATABASE_URL_EAST === env.DATABASE_URL_WEST) {
    found.push(['DATABASE_URL_WEST', 'expected another database than DATABASE_URL_EAST: the regions share nothing']);
  }
  if (key && !env.STRIPE_WEBHOOK_SECRET) {
    found.push(['STRIPE_WEBHOOK_SECRET', 'expected with STRIPE_SECRET_KEY: without it no webhook can be believed']);
  }
  if (!key && alone && (env.STRIPE_WEBHOOK_SECRET || env.STRIPE_API_BASE)) {
    found.push(['STRIPE_SECRET_KEY', 'expected with STRIPE_WEBHOOK_SECRET or STRIPE_API_BASE']);
  }
  if (isLiveKey(key) && alone && !env.DATABASE_URL_EAST) {
    found.push([
      'DATABASE_URL_EAST',
      'expected with a live Stripe key: the embedded database has accounts whose password everybody knows',
    ]);
  }
  if (env.PUBLIC_ORIGIN_EAST && env.PUBLIC_ORIGIN_EAST === env.PUBLIC_ORIGIN_WEST) {
    found.push([
      'PUBLIC_ORIGIN_WEST',
      'expected another address than PUBLIC_ORIGIN_EAST: each region answers for itself',
    ]);
  }
  if (env.EVIDENT_DRILLS && isLiveKey(key)) {
    found.push(['EVIDENT_DRILLS', 'expected off: drills are refused with a live Stripe key']);
  }
  return found;
}

export const isLiveKey = (secretKey: string): boolean => /^(sk|rk)_live_/.test(secretKey);

function protocolOf(value: string): string {
  return URL.canParse(value) ? new URL(value).protocol : '';
}

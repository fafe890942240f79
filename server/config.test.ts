import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './config';

const refusal = (env: Record<string, string>) => {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

const url = (name: string) => `postgresql://app:secret@db.example:5432/${name}`;
const stripe = (key: string) => ({ STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: 'whsec_abc' });
const ownDatabases = { DATABASE_URL_EAST: url('e'), DATABASE_URL_WEST: url('w') };

describe('parseConfig', () => {
  it('needs nothing: an empty environment is the embedded store with drills on', () => {
    const parsed = parseConfig({}, '/shop');
    expect(parsed.ports).toEqual({ east: 3000, west: 3001, sandbox: 3010, drills: 3020, database: 3030 });
    expect(parsed.dataDir).toBe('/shop/.data');
    expect(parsed.database).toMatchObject({ embedded: true, url: null });
    expect(parsed.payments).toMatchObject({ provider: 'sandbox', live: false });
    expect(parsed.drills).toEqual({ enabled: true, stateFile: '/shop/.data/drills.json' });
  });

  it('gives each region its own port, peer and database', () => {
    const env = { PORT: '4000', EVIDENT_REGION: 'west', DATABASE_URL_EAST: url('e'), DATABASE_URL_WEST: url('w') };
    const parsed = parseConfig(env);
    expect(parsed.web).toEqual({
      port: 4001,
      publicOrigin: 'http://localhost:4001',
      peerUrl: 'http://localhost:4000',
      origins: { east: null, west: null },
    });
    expect(parsed.database).toMatchObject({ embedded: false, url: url('w') });
  });

  it('treats an empty variable as unset', () => {
    expect(parseConfig({ PORT: '', STRIPE_SECRET_KEY: '' }).ports.east).toBe(3000);
  });

  it('lets a child of the supervisor hold only its own region’s database', () => {
    const parsed = parseConfig({
      EVIDENT_EMBEDDED: 'database,provider',
      DATABASE_URL_EAST: url('e'),
      ...stripe('sk_test_1'),
    });
    expect(parsed.database.embedded).toBe(true);
    expect(parsed.payments.provider).toBe('sandbox');
  });

  it.each([
    [{ PORT: '80a' }, 'PORT: expected a whole number from 1 to 65496'],
    [{ PORT: '65530' }, 'PORT: expected a whole number from 1 to 65496'],
    [{ DATABASE_URL_EAST: 'mysql://x/y' }, 'DATABASE_URL_EAST: expected an address like postgresql://'],
    [{ DATABASE_URL_EAST: url('e') }, 'DATABASE_URL_WEST: expected too'],
    [{ DATABASE_URL_EAST: url('e'), DATABASE_URL_WEST: url('e') }, 'DATABASE_URL_WEST: expected another database'],
    [{ STRIPE_SECRET_KEY: 'pk_test_1' }, 'STRIPE_SECRET_KEY: expected a Stripe secret key'],
    [{ STRIPE_SECRET_KEY: 'sk_test_1' }, 'STRIPE_WEBHOOK_SECRET: expected with STRIPE_SECRET_KEY'],
    [{ STRIPE_API_BASE: 'http://localhost:1' }, 'STRIPE_SECRET_KEY: expected with'],
    [{ STRIPE_WEBHOOK_SECRET: 'whsec_1,whsec_2,whsec_3' }, 'STRIPE_WEBHOOK_SECRET: expected a Stripe signing secret'],
    [{ PUBLIC_ORIGIN_EAST: 'shop.example' }, 'PUBLIC_ORIGIN_EAST: expected an address like https://shop.example'],
    [{ PUBLIC_ORIGIN_WEST: 'https://shop.example/west' }, 'PUBLIC_ORIGIN_WEST: expected scheme, host and port alone'],
    [
      { PUBLIC_ORIGIN_EAST: 'https://shop.example', PUBLIC_ORIGIN_WEST: 'https://shop.example' },
      'PUBLIC_ORIGIN_WEST: expected another address',
    ],
    [{ STRIPE_ACCOUNT_MARK: 'two words' }, 'STRIPE_ACCOUNT_MARK: expected letters'],
    [{ BUS_URL: 'http://x' }, 'BUS_URL: expected an address like nats://'],
    [{ SMTP_URL: 'mail.example' }, 'SMTP_URL: expected an address like smtp://'],
    [{ AUTH_SECRET: 'short' }, 'AUTH_SECRET: expected a secret of at least 32 characters'],
    [{ EVIDENT_DRILLS: 'maybe' }, 'EVIDENT_DRILLS: expected on or off'],
    [{ EVIDENT_WEB_PROCESSES: '6' }, 'EVIDENT_WEB_PROCESSES: expected a whole number from 1 to 5'],
    [{ EVIDENT_WORKER_PROCESSES: '0' }, 'EVIDENT_WORKER_PROCESSES: expected a whole number from 1 to 8'],
    [{ EVIDENT_SWEEP_LAG_SECONDS: '0' }, 'EVIDENT_SWEEP_LAG_SECONDS: expected seconds from 1 to 3600'],
    [{ EVIDENT_SWEEP_INTERVAL_SECONDS: 'often' }, 'EVIDENT_SWEEP_INTERVAL_SECONDS: expected seconds from 1 to 3600'],
    [{ EVIDENT_REGION: 'north' }, 'EVIDENT_REGION: expected east or west'],
  ])('refuses %o by name and says what is expected', (env, message) => {
    expect(refusal(env as Record<string, string>)).toContain(message);
  });

  it.each(['sk_live_1', 'rk_live_1'])(
    'refuses drills beside the live key %s, and leaves them off by default',
    (key) => {
      const live = { ...stripe(key), ...ownDatabases };
      expect(refusal({ ...live, EVIDENT_DRILLS: 'on' })).toContain('EVIDENT_DRILLS: expected off');
      expect(parseConfig(live).drills.enabled).toBe(false);
    },
  );

  it('refuses a live key beside the accounts that everybody knows', () => {
    expect(refusal(stripe('sk_live_1'))).toContain('DATABASE_URL_EAST: expected with a live Stripe key');
    expect(parseConfig(stripe('sk_test_1')).database.embedded).toBe(true);
  });

  it('takes two signing secrets while they rotate', () => {
    const rotating = { ...stripe('sk_test_1'), STRIPE_WEBHOOK_SECRET: 'whsec_new,whsec_old' };
    expect(parseConfig(rotating).payments.webhookSecrets).toEqual(['whsec_new', 'whsec_old']);
    expect(parseConfig({}).payments.webhookSecrets).toEqual([]);
  });

  it('never repeats a secret value in its message', () => {
    expect(refusal({ STRIPE_SECRET_KEY: 'oops_secret_value' })).not.toContain('oops_secret_value');
    expect(refusal({ AUTH_SECRET: 'hunter2' })).not.toContain('hunter2');
  });
});

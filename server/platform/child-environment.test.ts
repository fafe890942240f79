import { describe, expect, it } from 'vitest';
import { inheritedEnvironment, parseConfig } from '../config';
import {
  regionEnvironment,
  type StoreAddresses,
  sandboxEnvironment,
  scriptEnvironment,
  seedEnvironment,
  webPorts,
} from './child-environment';
import { newSecrets } from './secrets';

const url = (region: string, role: string) => `postgresql://${role}:pw@127.0.0.1:3030/evident_${region}`;
const databases = {
  east: { app: url('east', 'evident_app'), owner: url('east', 'evident_owner') },
  west: { app: url('west', 'evident_app'), owner: url('west', 'evident_owner') },
};
const store = (env: Record<string, string> = {}): StoreAddresses => ({
  config: parseConfig(env, '/shop'),
  secrets: newSecrets(),
  databases,
  inherited: inheritedEnvironment({ PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'private', ...env }),
});

describe('several webs of a region', () => {
  it('stand at ports of their own, which are no other program’s', () => {
    const { config } = store({ EVIDENT_WEB_PROCESSES: '5' });
    expect(webPorts(config, 'east')).toEqual([3000, 3002, 3004, 3006, 3008]);
    expect(webPorts(config, 'west')).toEqual([3001, 3003, 3005, 3007, 3009]);
    const second = parseConfig(regionEnvironment(store(), 'west', 3003));
    expect(second.web).toMatchObject({
      port: 3003,
      publicOrigin: 'http://localhost:3003',
      peerUrl: 'http://127.0.0.1:3000',
    });
  });

  it('are one in development, where Next allows no more', () => {
    expect(webPorts(parseConfig({ EVIDENT_WEB_PROCESSES: '5', NODE_ENV: 'development' }), 'east')).toEqual([3000]);
  });
});

describe('what a process is told', () => {
  it('is accepted by the configuration of each process', () => {
    const west = parseConfig(regionEnvironment(store(), 'west'));
    expect(west).toMatchObject({
      region: 'west',
      web: { port: 3001, peerUrl: 'http://127.0.0.1:3000', publicOrigin: 'http://localhost:3001' },
      database: { embedded: true, url: databases.west.app },
      payments: { provider: 'sandbox', apiBase: 'http://127.0.0.1:3010' },
      drills: { enabled: true, stateFile: '/shop/.data/drills.json' },
    });
    expect(west.regionLink.secret).toHaveLength(64);
    const often = store({ EVIDENT_SWEEP_INTERVAL_SECONDS: '5', EVIDENT_SWEEP_LAG_SECONDS: '30' });
    expect(parseConfig(regionEnvironment(often, 'west')).sweep).toEqual({ intervalMs: 5_000, lagMs: 30_000 });
    expect(parseConfig(scriptEnvironment(store())).database).toMatchObject({
      eastUrl: databases.east.app,
      westUrl: databases.west.app,
    });
  });

  it('holds its own region’s database only, never an owner’s or superuser’s', () => {
    const text = JSON.stringify(regionEnvironment(store(), 'east'));
    expect(text).toContain('evident_east');
    expect(text).not.toMatch(/evident_west|evident_owner/);
  });

  it('gives the owner of the tables to the seed alone, and never of a database that is not ours', () => {
    expect(parseConfig(seedEnvironment(store())).database.ownerWestUrl).toBe(databases.west.owner);
    const own = { DATABASE_URL_EAST: databases.east.app, DATABASE_URL_WEST: databases.west.app };
    expect(parseConfig(seedEnvironment(store(own))).database.ownerEastUrl).toBeNull();
    expect(JSON.stringify(scriptEnvironment(store()))).not.toContain('evident_owner');
  });

  it('holds nothing of the supervisor’s own environment beyond what a program needs', () => {
    expect(regionEnvironment(store(), 'east')).toMatchObject({ PATH: '/bin' });
    expect(regionEnvironment(store(), 'east')).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
  });

  it('gives the sandbox its own secrets and no database', () => {
    const text = JSON.stringify(sandboxEnvironment(store()));
    expect(text).not.toMatch(/postgresql|AUTH_SECRET/);
    expect(text).toContain('http://127.0.0.1:3000/api/v1/webhooks/stripe');
  });

  it('says where browsers find its region, behind a proxy too', () => {
    const proxied = store({
      PUBLIC_ORIGIN_EAST: 'https://east.shop.example',
      PUBLIC_ORIGIN_WEST: 'https://west.shop.example/',
      EVIDENT_WEB_PROCESSES: '2',
    });
    const webs = [regionEnvironment(proxied, 'east', 3002), regionEnvironment(proxied, 'west')];
    expect(webs.map((web) => parseConfig(web).web.publicOrigin)).toEqual([
      'https://east.shop.example',
      'https://west.shop.example',
    ]);
  });

  it('passes both signing secrets on while they rotate', () => {
    const real = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1,whsec_2' };
    expect(regionEnvironment(store(real), 'east')).toMatchObject(real);
  });

  it('passes a real Stripe key on, and then no sandbox address', () => {
    const real = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
    const env = regionEnvironment(store(real), 'east');
    expect(env).toMatchObject({ ...real, EVIDENT_EMBEDDED: 'database', EVIDENT_DRILLS: 'off' });
    expect(env).not.toHaveProperty('STRIPE_API_BASE');
  });
});

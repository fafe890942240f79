import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock as clock } from '@/server/ports/clock';
import { connect, type Sql } from '@/server/stores/sql';
import { type FreshDatabase, freshDatabase } from '@/server/stores/testing/fresh-database';
import { SIGN_IN_FRESH_MS, STEP_UP_FRESH_MS, type StepUpAction } from '@/server/domain/step-up';
import { DEMO_ACCOUNTS, ensureDemoAccounts } from './demo-accounts';
import { type SignIn, type SignInEvent, signIn } from './sign-in';
import { TRIES } from './sign-in-throttle';
import { ABSOLUTE_MS, IDLE_MS } from './staff-auth';

const ORIGIN = 'http://localhost:3000';
const PASSWORD = DEMO_ACCOUNTS[0]?.password ?? '';

let database: FreshDatabase;
let sql: Sql;
let owner: pg.Pool;
let east: SignIn;
const events: SignInEvent[] = [];

const open = (region: 'east' | 'west', publicOrigin: string): SignIn =>
  signIn({ url: database.url, sql, clock, secret: 's'.repeat(40), region, publicOrigin, tell: (e) => events.push(e) });

beforeAll(async () => {
  database = await freshDatabase();
  sql = connect(database.url, 4);
  owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  owner.on('error', () => undefined);
  east = open('east', ORIGIN);
  await ensureDemoAccounts(database.url, true);
});
beforeEach(async () => {
  events.length = 0;
  await owner.query('delete from access.sign_in_tries');
});
afterAll(async () => {
  await Promise.all([east.close(), sql.close(), owner.end()]);
  await database.drop();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${ORIGIN}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ORIGIN, ...headers },
    body: JSON.stringify(body),
  });

const enter = (email: string, password: string, headers: Record<string, string> = {}) =>
  east.handler(post('/sign-in/email', { email, password }, headers));

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

async function signedIn(email = 'support@evident.test'): Promise<Headers> {
  const response = await enter(email, PASSWORD);
  expect(response.status).toBe(200);
  return new Headers({ cookie: cookieOf(response) });
}

describe('a step-up', () => {
  const object = { orderId: 'order-42', amountMinor: 100 };
  const asked = (click: string, over: object = {}) => ({ ...object, ...over, operationId: click });
  const who = async (headers: Headers) => {
    const session = await east.session(headers);
    if (session === null) throw new Error('nobody is signed in');
    // so long ago that the sign-in itself confirms nothing any more
    return { ...session, signedInAtMs: session.signedInAtMs - SIGN_IN_FRESH_MS };
  };
  const use = async (headers: Headers, click: string, over: object = {}, action: StepUpAction = 'repairs.approve') =>
    east.stepUp.use(await who(headers), action, asked(click, over), clock.nowMs());
  const confirm = (headers: Headers, objectHash: string, password = PASSWORD, over: Record<string, string> = {}) =>
    east.handler(
      post(
        '/step-up',
        { action: 'repairs.approve', object_hash: objectHash, password },
        { cookie: headers.get('cookie') ?? '', ...over },
      ),
    );
  const hashOf = async (headers: Headers): Promise<string> => {
    const answer = await use(headers, 'click-0000');
    if (answer.kind !== 'missing') throw new Error('it was confirmed already');
    return answer.asked.objectHash;
  };

  test('lets exactly what was confirmed through, once, and the same click again', async () => {
    const headers = await signedIn('approver@evident.test');
    const objectHash = await hashOf(headers);
    expect((await confirm(headers, objectHash)).status).toBe(200);
    expect(events.at(-1)?.kind).toBe('stepped_up');
    // of something else, by somebody else, in another session of theirs
    for (const other of [
      await use(headers, 'click-0001', { amountMinor: 101 }),
      await use(headers, 'click-0001', {}, 'repairs.propose'),
      await use(await signedIn('operator@evident.test'), 'click-0001'),
      await use(await signedIn('approver@evident.test'), 'click-0001'),
    ])
      expect(other.kind).toBe('missing');
    expect((await use(headers, 'click-0001')).kind).toBe('confirmed');
    expect((await use(headers, 'click-0001')).kind).toBe('confirmed');
    expect((await use(headers, 'click-0002')).kind).toBe('missing');
  });

  test('is not asked for while the sign-in is fresh, and from then on it is', async () => {
    const session = await east.session(await signedIn('approver@evident.test'));
    if (session === null) throw new Error('nobody is signed in');
    const endsAtMs = session.signedInAtMs + SIGN_IN_FRESH_MS;
    const useAt = (nowMs: number) => east.stepUp.use(session, 'repairs.approve', asked('click-0001'), nowMs);
    expect(await useAt(endsAtMs - 1)).toEqual({ kind: 'confirmed', confirmedAtMs: session.signedInAtMs });
    expect((await useAt(endsAtMs)).kind).toBe('missing');
  });

  test('is used by one of many clicks at once', async () => {
    const headers = await signedIn('approver@evident.test');
    const session = await who(headers);
    await confirm(headers, await hashOf(headers));
    const uses = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        east.stepUp.use(session, 'repairs.approve', asked(`click-1${n % 6}00`), clock.nowMs()),
      ),
    );
    // each click was sent twice
    expect(uses.filter(({ kind }) => kind === 'confirmed')).toHaveLength(2);
  });

  test('is over after five minutes, and with its session', async () => {
    const headers = await signedIn('approver@evident.test');
    const session = await who(headers);
    await confirm(headers, await hashOf(headers));
    const later = clock.nowMs() + STEP_UP_FRESH_MS;
    expect((await east.stepUp.use(session, 'repairs.approve', asked('click-0001'), later)).kind).toBe('missing');
    await east.handler(post('/sign-out', {}, { cookie: headers.get('cookie') ?? '' }));
    expect((await east.stepUp.use(session, 'repairs.approve', asked('click-0001'), clock.nowMs())).kind).toBe(
      'missing',
    );
    expect((await confirm(headers, 'a'.repeat(64))).status).toBe(401);
  });

  test('confirms nothing with a wrong password, for nobody, from another site, or of what takes none', async () => {
    const headers = await signedIn('approver@evident.test');
    const objectHash = await hashOf(headers);
    expect((await confirm(headers, objectHash, 'wrong-password')).status).toBe(403);
    expect(events.at(-1)?.kind).toBe('refused');
    expect((await confirm(new Headers(), objectHash)).status).toBe(401);
    expect((await confirm(headers, objectHash, PASSWORD, { origin: 'https://elsewhere.example' })).status).toBe(403);
    const cookie = { cookie: headers.get('cookie') ?? '' };
    for (const body of [
      { action: 'cases.claim', object_hash: objectHash, password: PASSWORD },
      { action: 'repairs.approve', object_hash: 'short', password: PASSWORD },
      { action: 'repairs.approve', object_hash: objectHash, password: PASSWORD, extra: 1 },
    ])
      expect((await east.handler(post('/step-up', body, cookie))).status).toBe(400);
    expect((await use(headers, 'click-0001')).kind).toBe('missing');
  });

  test('is throttled like a sign-in, and then refuses the right password too', async () => {
    const headers = await signedIn('approver@evident.test');
    const objectHash = await hashOf(headers);
    expect((await confirm(headers, objectHash, 'wrong-password')).status).toBe(403);
    await owner.query('update access.sign_in_tries set tries = $1', [TRIES.perAccount]);
    expect((await confirm(headers, objectHash)).status).toBe(429);
  });

  test('is refused a second use by the database itself', async () => {
    const headers = await signedIn('approver@evident.test');
    await confirm(headers, await hashOf(headers));
    await use(headers, 'click-0001');
    await expect(
      owner.query(`update access.step_ups set used_by = 'click-0009' where used_by = 'click-0001'`),
    ).rejects.toMatchObject({ code: 'EV015' });
    await expect(sql.rows('test_back_date', `update access.step_ups set confirmed_at = now()`, [])).rejects.toThrow(
      /permission denied/,
    );
  });
});

describe('signing in', () => {
  test.each(DEMO_ACCOUNTS)('lets $email in as $role', async ({ email, name, role }) => {
    expect(await east.session(await signedIn(email))).toMatchObject({ email, name, role });
  });

  test('answers with no token in its body', async () => {
    const response = await enter('support@evident.test', PASSWORD);
    expect(await response.json()).toEqual({ signed_in: true, second_factor: false });
  });

  test('gives the same answer for a wrong password, an unknown account and a disabled one', async () => {
    await owner.query(`update access.users set banned = true where email = 'auditor@evident.test'`);
    const answers = await Promise.all([
      enter('support@evident.test', 'wrong-password'),
      enter(`${randomUUID()}@evident.test`, PASSWORD),
      enter('no address', PASSWORD),
      enter('auditor@evident.test', PASSWORD),
    ]);
    await owner.query(`update access.users set banned = false where email = 'auditor@evident.test'`);
    const told = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), answer.headers.getSetCookie()]),
    );
    expect(new Set(told.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([401, '{"message":"This email and password do not belong together."}', []])]),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused', 'refused']);
    expect(JSON.stringify(events)).not.toContain('@');
  });

  test('is throttled for a known and an unknown account alike, also for tries sent at once, and then refuses the right password', async () => {
    for (const email of ['operator@evident.test', 'nobody@evident.test']) {
      const tries = await Promise.all(
        Array.from({ length: TRIES.perAccount + 4 }, () => enter(email, 'wrong-password')),
      );
      expect(tries.filter(({ status }) => status === 401)).toHaveLength(TRIES.perAccount);
      expect(tries.filter(({ status }) => status === 429)).toHaveLength(4);
      const right = await enter(email.toUpperCase(), PASSWORD);
      expect(right.status).toBe(429);
      expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  test('forgets the tries of an account that got in', async () => {
    for (let i = 0; i < TRIES.perAccount - 1; i++) await enter('approver@evident.test', 'wrong-password');
    await signedIn('approver@evident.test');
    expect((await enter('approver@evident.test', 'wrong-password')).status).toBe(401);
  });

  test('is not possible from another site, nor by sign-up, nor through anything else of the library', async () => {
    const elsewhere = { origin: 'https://evil.example' };
    expect((await enter('support@evident.test', PASSWORD, elsewhere)).status).toBe(403);
    expect((await enter('support@evident.test', PASSWORD, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const person = { email: 'new@evident.test', password: 'a-long-password', name: 'New' };
    for (const path of [
      '/sign-up/email',
      '/admin/create-user',
      '/admin/set-role',
      '/update-user',
      '/request-password-reset',
    ])
      expect((await east.handler(post(path, person, { cookie: (await signedIn()).get('cookie') ?? '' }))).status).toBe(
        404,
      );
    expect((await owner.query('select 1 from access.users')).rowCount).toBe(DEMO_ACCOUNTS.length);
  });

  test('reads nothing but an email and a password', async () => {
    for (const body of [
      {},
      { email: 'support@evident.test' },
      { email: 1, password: {} },
      { email: 'a@b.test', password: PASSWORD, role: 'operator' },
      { email: 'a\0@b.test', password: PASSWORD },
      { email: 'a\uD800@b.test', password: PASSWORD },
    ])
      expect((await east.handler(post('/sign-in/email', body))).status).toBe(400);
  });
});

describe('without its records', () => {
  test('lets nobody in, and tells nothing of why', async () => {
    const cut = connect('postgresql://nobody@127.0.0.1:1/nowhere', 1);
    const broken = signIn({
      url: 'postgresql://nobody@127.0.0.1:1/nowhere',
      sql: cut,
      clock,
      secret: 's'.repeat(40),
      region: 'east',
      publicOrigin: ORIGIN,
      tell: (event) => events.push(event),
    });
    const response = await broken.handler(
      post('/sign-in/email', { email: 'support@evident.test', password: PASSWORD }),
    );
    expect([response.status, await response.text()]).toEqual([503, expect.not.stringContaining('127.0.0.1')]);
    expect(events.map(({ kind }) => kind)).toEqual(['broken']);
    await expect(broken.session(await signedIn())).rejects.toThrow(/./);
    await Promise.all([broken.close(), cut.close()]);
  });
});

describe('the cookie', () => {
  test('is out of reach of scripts and other sites, and named by its region', async () => {
    const [line = ''] = (await enter('support@evident.test', PASSWORD)).headers.getSetCookie();
    expect(line).toMatch(/^evident-east\.session_token=/);
    expect(line).toContain('HttpOnly');
    expect(line).toMatch(/SameSite=Strict/i);
    expect(line).toContain(`Max-Age=${ABSOLUTE_MS / 1000}`);
    expect(line).not.toMatch(/Secure/i);
  });

  test('is __Host- and Secure behind https', async () => {
    const origin = 'https://shop.example';
    const secure = open('west', origin);
    const body = JSON.stringify({ email: 'support@evident.test', password: PASSWORD });
    const headers = { origin, 'content-type': 'application/json' };
    const response = await secure.handler(
      new Request(`${origin}/api/auth/sign-in/email`, { method: 'POST', headers, body }),
    );
    const [line = ''] = response.headers.getSetCookie();
    expect(line).toMatch(/^__Host-evident-west\.session_token=/);
    expect(line).toMatch(/; Secure/i);
    expect(line).toMatch(/Path=\/(;|$)/);
    expect(line).not.toMatch(/Domain/i);
    const cookie = cookieOf(response);
    expect(await secure.session(new Headers({ cookie }))).toMatchObject({ role: 'support' });
    await secure.close();
  });

  test('that was changed, or is of the other region, opens nothing', async () => {
    const cookie = (await signedIn()).get('cookie') ?? '';
    expect(
      await east.session(
        new Headers({ cookie: cookie.replace(/=(.)/, (_, first) => `=${first === 'x' ? 'y' : 'x'}`) }),
      ),
    ).toBeNull();
    expect(await east.session(new Headers({ cookie: cookie.replace('east', 'west') }))).toBeNull();
    expect(await east.session(new Headers())).toBeNull();
  });
});

describe('a session', () => {
  const expectRefusedAfter = async (change: string, values: unknown[]) => {
    const headers = await signedIn('oncall@evident.test');
    expect(await east.session(headers)).not.toBeNull();
    await owner.query(change, values);
    expect(await east.session(headers)).toBeNull();
  };
  const OF_ONCALL = `user_id = (select id from access.users where email = 'oncall@evident.test')`;

  test('that idled too long is over', () =>
    expectRefusedAfter(`update access.sessions set expires_at = now() - interval '1 second' where ${OF_ONCALL}`, []));

  test('ends at its absolute limit, however busy', () =>
    expectRefusedAfter(
      `update access.sessions set created_at = now() - $1 * interval '1 millisecond', expires_at = now() + $2 * interval '1 millisecond' where ${OF_ONCALL}`,
      [ABSOLUTE_MS, IDLE_MS],
    ));

  test('of somebody who was disabled is refused at the next call', async () => {
    await expectRefusedAfter(`update access.users set banned = true where email = 'oncall@evident.test'`, []);
    await owner.query(`update access.users set banned = false where email = 'oncall@evident.test'`);
  });

  test('of somebody whose role was taken away is refused at the next call', async () => {
    await expectRefusedAfter(`update access.users set role = null where email = 'oncall@evident.test'`, []);
    await owner.query(`update access.users set role = 'on-call' where email = 'oncall@evident.test'`);
  });

  test('is ended by signing out, and by signing in again over it', async () => {
    const first = await signedIn();
    const second = await enter('operator@evident.test', PASSWORD, { cookie: first.get('cookie') ?? '' });
    expect(await east.session(first)).toBeNull();
    const headers = new Headers({ cookie: cookieOf(second) });
    expect(await east.session(headers)).toMatchObject({ role: 'operator' });
    expect((await east.handler(post('/sign-out', {}, { cookie: headers.get('cookie') ?? '' }))).status).toBe(200);
    expect(await east.session(headers)).toBeNull();
  });

  test('goes on while it is used: its end is moved', async () => {
    const headers = await signedIn('approver@evident.test');
    const ends = async () =>
      (
        await owner.query(`select expires_at from access.sessions order by created_at desc limit 1`)
      ).rows[0].expires_at.getTime();
    await owner.query(`update access.sessions set expires_at = now() + interval '5 minutes'`);
    const before = await ends();
    await east.session(headers);
    expect(await ends()).toBeGreaterThan(before + 60_000);
  });
});

describe('demo accounts', () => {
  test('are refused where the database is not embedded', async () => {
    await expect(ensureDemoAccounts(database.url, false)).rejects.toThrow('embedded');
  });

  test('are made once', async () => {
    expect(await ensureDemoAccounts(database.url, true)).toBe(0);
  });
});

describe('the records of access', () => {
  test('keep every user, whatever the code does, and no role that is not in the table', async () => {
    const app = new pg.Client({ connectionString: database.url });
    await app.connect();
    await expect(app.query('delete from access.users')).rejects.toThrow('permission denied');
    await expect(app.query(`update access.users set role = 'admin'`)).rejects.toThrow('users_role_check');
    await app.end();
  });
});

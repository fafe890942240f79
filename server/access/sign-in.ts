/**
 * Signing in, out, and who is signed in now. The same answer, in the same time, for a wrong password, an unknown account and a disabled
 * one; no token in any body; a session ends by idling, by age, when its person is disabled, and when somebody signs in again over it.
 */
import { isAPIError } from 'better-auth/api';
import pg from 'pg';
import { z } from 'zod';
import { databaseClient } from '../database-client';
import { isRole } from '../domain/permissions';
import type { Region } from '../domain/region';
import { isOwnRequest, ownOriginsOf } from '../domain/request-origin';
import type { StaffSession } from '../domain/staff';
import { STEP_UPS, type StepUpAction } from '../domain/step-up';
import type { Clock } from '../ports/clock';
import type { Sql } from '../stores/sql';
import { accountKey, signInThrottle } from './sign-in-throttle';
import { ABSOLUTE_MS, AUTH_PATH, staffAuth } from './staff-auth';
import { type StepUps, stepUpStore } from './step-ups';

export interface SignInParts {
  /** The region's database, as the app's role. */
  readonly url: string;
  readonly sql: Sql;
  readonly clock: Clock;
  /** AUTH_SECRET. */
  readonly secret: string;
  readonly region: Region;
  readonly publicOrigin: string;
  /** For the log: no address, no password. */
  tell(event: SignInEvent): void;
}

export interface SignInEvent {
  readonly kind: 'signed_in' | 'second_factor_asked' | 'stepped_up' | 'refused' | 'throttled' | 'other_site' | 'broken';
  /** The beginning of a hash of the address. */
  readonly account: string | null;
}

export interface SignIn {
  /** `/api/auth/*`. */
  handler(request: Request): Promise<Response>;
  session(headers: Headers): Promise<StaffSession | null>;
  readonly stepUp: Pick<StepUps, 'use'>;
  close(): Promise<void>;
}

/** Nothing else of better-auth is reachable. */
const OPEN_PATHS = new Set([
  'POST /sign-out',
  'POST /two-factor/enable',
  'POST /two-factor/disable',
  'POST /two-factor/verify-totp',
  'POST /two-factor/verify-backup-code',
]);

const credentials = z.strictObject({
  // what no record can hold is nobody's
  email: z
    .string()
    .max(320)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u),
  password: z.string().min(1).max(128),
});
const confirmation = z.strictObject({
  password: credentials.shape.password,
  action: z.enum(Object.keys(STEP_UPS) as [StepUpAction, ...StepUpAction[]]),
  object_hash: z.string().regex(/^[0-9a-f]{64}$/),
});
const MOST_BODY_CHARACTERS = 4_096;
const NOT_NOW = 'Signing in does not work at this moment. Try again.';

export function signIn(parts: SignInParts): SignIn {
  const { clock, publicOrigin, tell } = parts;
  const pool = new pg.Pool({
    Client: databaseClient(parts.url),
    connectionString: parts.url,
    max: 4,
    options: '-c search_path=access',
    keepAlive: true,
  });
  pool.on('error', () => undefined);
  const auth = staffAuth({ ...parts, pool });
  const throttle = signInThrottle(parts.sql);
  const stepUps = stepUpStore(parts.sql);
  const ownOrigins = ownOriginsOf(publicOrigin);

  async function session(headers: Headers): Promise<StaffSession | null> {
    if (!headers.has('cookie')) return null;
    const found = await auth.api.getSession({ headers });
    if (found === null) return null;
    const { session: kept, user } = found;
    const endsAtMs = Math.min(kept.expiresAt.getTime(), kept.createdAt.getTime() + ABSOLUTE_MS);
    if (endsAtMs <= clock.nowMs() || user.banned === true || !isRole(user.role)) {
      await end(kept.token);
      return null;
    }
    const { email, id: userId, name, role } = user;
    return { userId, sessionId: kept.id, email, name, role, signedInAtMs: kept.createdAt.getTime(), endsAtMs };
  }

  async function end(token: string): Promise<void> {
    await (await auth.$context).internalAdapter.deleteSession(token);
  }

  async function signInWithPassword(request: Request): Promise<Response> {
    const given = await readBody(request, credentials);
    if (given === null) return refusal(400, 'Send an email and a password.');
    const account = accountKey(given.email).slice(0, 12);
    const refused = await throttle.take(given.email, clock.nowMs());
    if (refused !== null) {
      tell({ kind: 'throttled', account });
      const headers = { 'retry-after': String(refused.retryAfterSeconds) };
      return refusal(429, 'Too many tries. Wait, then try again.', headers);
    }
    const before = request.headers.has('cookie') ? await auth.api.getSession({ headers: request.headers }) : null;
    const answer = await auth.handler(withBody(request, given));
    if (answer.status !== 200) {
      if (answer.status >= 500) return refusal(503, NOT_NOW);
      tell({ kind: 'refused', account });
      return refusal(401, 'This email and password do not belong together.');
    }
    const body: unknown = await answer.json();
    const secondFactor = typeof body === 'object' && body !== null && 'twoFactorRedirect' in body;
    tell({ kind: secondFactor ? 'second_factor_asked' : 'signed_in', account });
    await throttle.forgive(given.email);
    // the session that this browser had is not left behind
    if (before !== null) await end(before.session.token);
    return withCookies({ signed_in: !secondFactor, second_factor: secondFactor }, answer);
  }

  /** Whoever is signed in says their password once more, for one action on one object; guessing is counted as at the sign-in. */
  async function stepUp(request: Request): Promise<Response> {
    const given = await readBody(request, confirmation);
    if (given === null) return refusal(400, 'Send a password, and what it confirms.');
    const { headers } = request;
    const who = await session(headers);
    if (who === null) return refusal(401, 'Sign in first.');
    const nowMs = clock.nowMs();
    const account = accountKey(who.email).slice(0, 12);
    const refused = await throttle.take(who.email, nowMs);
    if (refused !== null) {
      tell({ kind: 'throttled', account });
      return refusal(429, 'Too many tries. Wait, then try again.', {
        'retry-after': String(refused.retryAfterSeconds),
      });
    }
    const right = await auth.api.verifyPassword({ body: { password: given.password }, headers }).then(
      ({ status }) => status,
      (error: unknown) => {
        if (isAPIError(error) && error.body?.code === 'INVALID_PASSWORD') return false;
        throw error;
      },
    );
    if (!right) {
      tell({ kind: 'refused', account });
      return refusal(403, 'That is not your password. Nothing was confirmed.');
    }
    await throttle.forgive(who.email);
    await stepUps.confirm(who, { action: given.action, objectHash: given.object_hash }, nowMs);
    tell({ kind: 'stepped_up', account });
    return Response.json({ confirmed: true }, { headers: { 'cache-control': 'no-store' } });
  }

  async function answer(request: Request): Promise<Response> {
    const { headers, method } = request;
    const origin = { method, origin: headers.get('origin'), secFetchSite: headers.get('sec-fetch-site') };
    if (!isOwnRequest(origin, ownOrigins)) {
      tell({ kind: 'other_site', account: null });
      return refusal(403, 'This was sent by another site.');
    }
    const path = new URL(request.url).pathname.slice(AUTH_PATH.length);
    if (method === 'POST' && path === '/sign-in/email') return signInWithPassword(request);
    if (method === 'POST' && path === '/step-up') return stepUp(request);
    if (!OPEN_PATHS.has(`${method} ${path}`)) return refusal(404, 'There is nothing here.');
    // a session past its limits is ended before it can be used for anything
    await session(headers);
    const given = await auth.handler(request);
    if (path === '/two-factor/enable') return given;
    return given.ok ? withCookies({ ok: true }, given) : refusal(given.status, 'This was refused.');
  }

  return {
    session,
    stepUp: stepUps,
    handler: (request) =>
      answer(request).catch(() => {
        // the records cannot be read: nobody gets in, and nothing of the reason gets out
        tell({ kind: 'broken', account: null });
        return refusal(503, NOT_NOW);
      }),
    close: () => pool.end(),
  };
}

async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T | null> {
  const text = await request.text();
  if (text.length > MOST_BODY_CHARACTERS) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const withBody = (request: Request, body: unknown): Request => {
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.set('content-type', 'application/json');
  return new Request(request.url, { method: 'POST', headers, body: JSON.stringify(body) });
};

/** The cookies of an answer with a body of ours: better-auth's tells the session's token. */
function withCookies(body: unknown, answer: Response): Response {
  const headers = new Headers({ 'cache-control': 'no-store' });
  for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', keptToTheLimit(cookie));
  return Response.json(body, { headers });
}

/** The browser keeps the cookie until the absolute limit; that nobody used it for a while is the server's to notice. */
const keptToTheLimit = (cookie: string): string =>
  /\.session_token=[^;]/.test(cookie) ? cookie.replace(/Max-Age=\d+/i, `Max-Age=${ABSOLUTE_MS / 1000}`) : cookie;

function refusal(status: number, message: string, headers: Record<string, string> = {}): Response {
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store', ...headers } });
}

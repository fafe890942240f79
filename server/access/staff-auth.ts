/**
 * better-auth, set up for staff: e-mail and password, a second factor where a person has one, no sign-up. It keeps its records
 * through its own query builder on a pool whose search path is `access`: nothing generated stands between sign-in and the database,
 * and the same grants hold.
 */
import { betterAuth } from 'better-auth';
import { admin, twoFactor } from 'better-auth/plugins';
import type pg from 'pg';
import type { Region } from '../domain/region';
import { ownOriginsOf } from '../domain/request-origin';
import { accessControl, accessRoles } from './roles';

export interface StaffAuthParts {
  readonly pool: pg.Pool;
  readonly secret: string;
  readonly region: Region;
  /** Without a trailing slash. */
  readonly publicOrigin: string;
}

export const AUTH_PATH = '/api/auth';
/** A session that nobody uses ends; used, it goes on until the absolute limit. */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 12 * 3_600_000;
/** How often a used session's end is moved. */
const MOVED_EVERY_MS = 60_000;

const STAMPS = { createdAt: 'created_at', updatedAt: 'updated_at' };

export function staffAuth({ pool, secret, region, publicOrigin }: StaffAuthParts) {
  const https = publicOrigin.startsWith('https://');
  return betterAuth({
    appName: 'Evident',
    baseURL: publicOrigin,
    basePath: AUTH_PATH,
    secret,
    database: pool,
    trustedOrigins: [...ownOriginsOf(publicOrigin)],
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: { modelName: 'users', fields: { emailVerified: 'email_verified', ...STAMPS } },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...STAMPS,
      },
      expiresIn: IDLE_MS / 1000,
      updateAge: MOVED_EVERY_MS / 1000,
      // read at every call: who lost a role or was disabled is refused at the next one
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'accounts',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...STAMPS,
      },
      accountLinking: { enabled: false },
    },
    verification: { modelName: 'verifications', fields: { expiresAt: 'expires_at', ...STAMPS } },
    // ours counts by account (sign-in-throttle.ts); the second factor locks itself
    rateLimit: { enabled: false },
    advanced: {
      // cookies are not kept apart by port: the regions of one machine must not overwrite each other's
      cookiePrefix: `${https ? '__Host-' : ''}evident-${region}`,
      // the prefix stands in the name already
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, secure: https, sameSite: 'strict', path: '/' },
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      admin({
        ac: accessControl,
        roles: accessRoles,
        // nobody administers people over HTTP
        adminRoles: [],
        schema: {
          user: { fields: { banReason: 'ban_reason', banExpires: 'ban_expires' } },
          session: { fields: { impersonatedBy: 'impersonated_by' } },
        },
      }),
      twoFactor({
        issuer: 'Evident',
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'two_factors',
            fields: {
              userId: 'user_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
    logger: { level: 'error' },
    telemetry: { enabled: false },
  });
}

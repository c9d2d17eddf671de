import { betterAuth } from 'better-auth';
import type { BetterAuthOptions } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { newId } from '@waqtor/core/id';
import { openDatabase } from '@waqtor/db/queries/database';
import { authAccounts, authSessions, authVerifications, users } from '@waqtor/db/schema';
import type { ApiEnv } from '../env.ts';
import { settingsOf } from '../env.ts';
import { log } from '../log.ts';
import { allowedOrigins, isLoopbackUrl } from '../middleware/csrf/allowed-origins.ts';
import { withHashedTokens } from './hashed-token-adapter.ts';
import { loginCookie } from './login-cookie.ts';
import { MAX_PASSWORD_CHARS, hashPassword, verifyPassword } from './password.ts';

/** How the library names password accounts (its `createLocalAccountIssuer('credential')`, which it does not export). */
export const CREDENTIAL_ISSUER = 'local:credential';
export const MIN_PASSWORD_CHARS = 12;
const COOKIE_PREFIX = 'waqtor';
/** The name inside the cookie header, with or without the `__Secure-` in front. */
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token=`;
export const LOGIN_TTL_SECONDS = 7 * 24 * 60 * 60;
/** A login in use is prolonged this often, which is also how exactly its last use is known. */
const LOGIN_PROLONG_SECONDS = 60 * 60;

/** Cookies go by https alone, except on http loopback. */
export const isSecureCookie = (publicUrl: string): boolean =>
  !isLoopbackUrl(publicUrl) || publicUrl.startsWith('https:');

const newLibraryId = (model: string): string => {
  if (model === 'user') return newId('usr');
  return model === 'session' ? newId('lgn') : crypto.randomUUID();
};

/**
 * The sign-in library, hardened (ADR-005). Made per request: the promises inside an instance belong to the request
 * that made them, and another request that awaits them hangs.
 */
export const authOf = (env: ApiEnv) => {
  const settings = settingsOf(env);
  const store = drizzleAdapter(openDatabase(env.DB), {
    provider: 'sqlite',
    schema: { user: users, session: authSessions, account: authAccounts, verification: authVerifications },
    transaction: false,
  });
  return betterAuth({
    baseURL: settings.publicUrl,
    basePath: '/api/auth',
    secret: settings.authSecret,
    trustedOrigins: allowedOrigins(settings.publicUrl),
    database: (options: BetterAuthOptions) => withHashedTokens(store(options)),
    emailAndPassword: {
      enabled: true,
      // routes/auth/sign-up.ts makes people: the library's own sign-up tells who has an account.
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_CHARS,
      maxPasswordLength: MAX_PASSWORD_CHARS,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    plugins: [loginCookie],
    session: { expiresIn: LOGIN_TTL_SECONDS, updateAge: LOGIN_PROLONG_SECONDS, cookieCache: { enabled: false } },
    // middleware/login-limiter counts per account and per address; the library's own counts per address alone.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: isSecureCookie(settings.publicUrl),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      // The only address header that the edge overwrites; X-Forwarded-For is whatever a client says.
      ipAddress: { ipAddressHeaders: ['cf-connecting-ip'] },
      database: { generateId: ({ model }) => newLibraryId(model) },
    },
    logger: {
      level: 'error',
      // Its arguments may hold anything; its first word is enough to know where to look.
      log: (level, message) => log('error', 'sign-in library', { reportedLevel: level, words: message.length }),
    },
  });
};

import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, signInRequest, signInResponse } from '@waqtor/contracts';
import { findCredentialByEmail } from '@waqtor/db/queries/credentials';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { openLogin } from '../../auth/open-login.ts';
import { NO_PASSWORD_HASH, verifyPassword } from '../../auth/password.ts';
import { beginSecondFactor } from '../../auth/pending-sign-in.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';
import { admitLogin } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/sign-in/email',
  operationId: 'signIn',
  tags: ['Sign-in'],
  summary: 'Sign in with e-mail and password; the login is a cookie',
  description:
    'With a second factor there is no login yet: `secondFactorRequired` is true, and `POST /auth/sign-in/second-factor` finishes it within 10 minutes.',
  security: [],
  request: jsonBody(signInRequest),
  responses: {
    200: json('Signed in, or asked for the second factor. The token is in the cookie alone.', signInResponse),
    ...problems('invalid_credentials', 'email_not_verified', 'rate_limited', 'invalid_origin', 'validation_failed'),
  },
});

/** The same answer, path and time for a wrong password and an unknown e-mail. */
export const signIn = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const { email, password, rememberMe = true } = c.req.valid('json');
    const attempt = await admitLogin(c, email);
    const person = await findCredentialByEmail(openDatabase(c.env.DB), email.toLowerCase());
    const isRight = await verifyPassword({ hash: person?.passwordHash ?? NO_PASSWORD_HASH, password });
    if (!person || !isRight) throw new WaqtorError('invalid_credentials');
    await attempt.succeeded();
    // Only now: who knows the password may know that the account is there.
    if (!person.emailVerified) throw new WaqtorError('email_not_verified');
    if (person.hasSecondFactor) {
      await beginSecondFactor(c, person.userId, rememberMe);
      return c.json({ user: null, secondFactorRequired: true }, 200);
    }
    await openLogin(c, person.userId, rememberMe);
    const user = { id: person.userId, name: person.name, email: person.email };
    return c.json({ user, secondFactorRequired: false }, 200);
  });

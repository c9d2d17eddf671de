import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, secondFactorSchema, signInResponse } from '@waqtor/contracts';
import { findCredential } from '@waqtor/db/queries/credentials';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { openLogin } from '../../auth/open-login.ts';
import { findPendingSignIn, forgetPendingSignIn } from '../../auth/pending-sign-in.ts';
import { takeSecondFactor } from '../../auth/second-factor.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';
import { admitProof } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/sign-in/second-factor',
  operationId: 'signInSecondFactor',
  tags: ['Sign-in'],
  summary: 'Finish a sign-in with a code of the authenticator, or a backup code',
  security: [],
  request: jsonBody(secondFactorSchema),
  responses: {
    200: json('Signed in. The token is in the cookie alone.', signInResponse),
    ...problems(
      'invalid_second_factor',
      'second_factor_not_pending',
      'rate_limited',
      'invalid_origin',
      'validation_failed',
    ),
  },
});

export const signInSecondFactor = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const pending = await findPendingSignIn(c);
    if (!pending) throw new WaqtorError('second_factor_not_pending');
    const { userId, isRemembered } = pending;
    const attempt = await admitProof(c, 'second-factor', userId);
    const db = openDatabase(c.env.DB);
    if (!(await takeSecondFactor(db, settingsOf(c.env), userId, c.req.valid('json')))) {
      throw new WaqtorError('invalid_second_factor');
    }
    await attempt.succeeded();
    const person = await findCredential(db, userId);
    if (!person) throw new WaqtorError('second_factor_not_pending');
    await openLogin(c, userId, isRemembered);
    forgetPendingSignIn(c);
    const user = { id: userId, name: person.name, email: person.email };
    return c.json({ user, secondFactorRequired: false }, 200);
  });

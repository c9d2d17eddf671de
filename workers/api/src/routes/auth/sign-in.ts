import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import type { ErrorCode } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { authOf } from '../../auth/auth.ts';
import { MAX_PASSWORD_CHARS } from '../../auth/password.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';
import { admitLogin } from '../../middleware/login-limiter/login-limiter.ts';
import { forwardToAuth } from './forward-to-auth.ts';

const signInRequest = z.strictObject({
  email: z.email().max(254),
  password: z.string().min(1).max(MAX_PASSWORD_CHARS),
  rememberMe: z.boolean().optional(),
});
const signInResponse = z.object({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) });

const route = createRoute({
  method: 'post',
  path: '/auth/sign-in/email',
  operationId: 'signIn',
  tags: ['Sign-in'],
  summary: 'Sign in with e-mail and password; the login is a cookie',
  security: [],
  request: jsonBody(signInRequest),
  responses: {
    200: json('Signed in. The token is in the cookie alone.', signInResponse),
    ...problems('invalid_credentials', 'rate_limited', 'invalid_origin', 'validation_failed'),
  },
});

/** The library has its own check of the origin, for requests that carry a cookie already. */
const refusalOf = (status: number): ErrorCode => {
  if (status >= 500) return 'unavailable';
  return status === 403 ? 'invalid_origin' : 'invalid_credentials';
};

/** The same answer, path and time for a wrong password and an unknown e-mail. */
export const signIn = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const input = c.req.valid('json');
    const attempt = await admitLogin(c, input.email);
    const answer = await authOf(c.env).handler(forwardToAuth(c.req.raw, '/sign-in/email', input));
    if (!answer.ok) throw new WaqtorError(refusalOf(answer.status));
    await attempt.succeeded();
    const { user } = signInResponse.parse(await answer.json());
    for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
    return c.json({ user }, 200);
  });

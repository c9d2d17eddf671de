import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, confirmRequest, confirmResponse } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { touchAuthentication } from '@waqtor/db/queries/logins';
import type { Api, ApiContext } from '../../api.ts';
import { requireOwnPassword } from '../../auth/require-own-password.ts';
import { takeTotpCode } from '../../auth/second-factor.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { RECENT_AUTHENTICATION_MS } from '../../middleware/access/recent-authentication.ts';
import { admitProof } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/confirm',
  operationId: 'confirmIdentity',
  tags: ['Account'],
  summary: 'Show again that it is you, before a dangerous act',
  ...requiresPerson(),
  request: jsonBody(confirmRequest),
  responses: {
    200: json('Dangerous acts are allowed until then.', confirmResponse),
    ...problems('invalid_credentials', 'invalid_second_factor', 'rate_limited', 'validation_failed'),
  },
});

const requireOwnCode = async (c: ApiContext, code: string): Promise<void> => {
  const { userId } = c.get('person');
  const attempt = await admitProof(c, 'second-factor', userId);
  const isRight = await takeTotpCode(openDatabase(c.env.DB), settingsOf(c.env), userId, code);
  if (!isRight) throw new WaqtorError('invalid_second_factor');
  await attempt.succeeded();
};

export const confirmIdentity = (api: Api) =>
  api.openapi(route, async (c) => {
    const shown = c.req.valid('json');
    if ('password' in shown) await requireOwnPassword(c, shown.password);
    else await requireOwnCode(c, shown.code);
    const now = new Date();
    await touchAuthentication(openDatabase(c.env.DB), c.get('person').loginId, now);
    return c.json({ confirmedUntil: new Date(now.getTime() + RECENT_AUTHENTICATION_MS).toISOString() }, 200);
  });

import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, secondFactorCodeRequest } from '@waqtor/contracts';
import { matchTotp } from '@waqtor/core/totp/totp';
import { openDatabase } from '@waqtor/db/queries/database';
import { confirmTwoFactor, findTwoFactor } from '@waqtor/db/queries/two-factors';
import type { Api } from '../../api.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { openTotpSecret } from '../../auth/second-factor.ts';
import { settingsOf } from '../../env.ts';
import { jsonBody, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { admitProof } from '../../middleware/login-limiter/login-limiter.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/second-factor/confirm',
  operationId: 'confirmSecondFactor',
  tags: ['Account'],
  summary: 'Show that the authenticator works; from now on sign-in asks for it',
  ...requiresPerson(),
  request: jsonBody(secondFactorCodeRequest),
  responses: {
    204: { description: 'It counts.' },
    ...problems('invalid_second_factor', 'second_factor_not_pending', 'rate_limited', 'validation_failed'),
  },
});

export const confirmSecondFactor = (api: Api) =>
  api.openapi(route, async (c) => {
    const person = c.get('person');
    const { userId } = person;
    const db = openDatabase(c.env.DB);
    const record = await findTwoFactor(db, userId);
    if (!record || record.isConfirmed) throw new WaqtorError('second_factor_not_pending');
    const attempt = await admitProof(c, 'set-up', userId);
    const secret = await openTotpSecret(settingsOf(c.env), userId, record.secret);
    const step = await matchTotp(secret, c.req.valid('json').code, Date.now());
    if (step === null) throw new WaqtorError('invalid_second_factor');
    const audit = await personAuditRow(c, person, {
      action: 'second_factor.enabled',
      target: { kind: 'user', id: userId },
    });
    const isConfirmed = await confirmTwoFactor(db, { userId, secret: record.secret, step }, audit);
    if (!isConfirmed) throw new WaqtorError('second_factor_not_pending');
    await attempt.succeeded();
    return c.body(null, 204);
  });

import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { deleteTwoFactor } from '@waqtor/db/queries/two-factors';
import type { Api } from '../../api.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/second-factor/disable',
  operationId: 'disableSecondFactor',
  tags: ['Account'],
  summary: 'Sign in without a second factor again',
  ...requiresPerson({ isDangerous: true }),
  responses: { 204: { description: 'Off.' }, ...problems('recent_authentication_required', 'conflict') },
});

export const disableSecondFactor = (api: Api) =>
  api.openapi(route, async (c) => {
    const person = c.get('person');
    const audit = await personAuditRow(c, person, {
      action: 'second_factor.disabled',
      target: { kind: 'user', id: person.userId },
    });
    if (!(await deleteTwoFactor(openDatabase(c.env.DB), person.userId, audit))) throw new WaqtorError('conflict');
    return c.body(null, 204);
  });

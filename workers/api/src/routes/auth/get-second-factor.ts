import { createRoute } from '@hono/zod-openapi';
import { secondFactorStatusSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findTwoFactor } from '@waqtor/db/queries/two-factors';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/auth/second-factor',
  operationId: 'getSecondFactor',
  tags: ['Account'],
  summary: 'Whether a second factor is asked for at sign-in',
  ...requiresPerson(),
  responses: { 200: json('The state of it.', secondFactorStatusSchema), ...problems() },
});

export const getSecondFactor = (api: Api) =>
  api.openapi(route, async (c) => {
    const record = await findTwoFactor(openDatabase(c.env.DB), c.get('person').userId);
    const isEnabled = record?.isConfirmed === true;
    return c.json({ isEnabled, backupCodesLeft: isEnabled ? record.backupCodesLeft : 0 }, 200);
  });

import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, backupCodesResponse } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { setBackupCodes } from '@waqtor/db/queries/two-factors';
import type { Api } from '../../api.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { hashBackupCode, newBackupCodes } from '../../auth/second-factor.ts';
import { settingsOf } from '../../env.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/second-factor/backup-codes',
  operationId: 'makeBackupCodes',
  tags: ['Account'],
  summary: 'New backup codes; the old ones no longer work',
  ...requiresPerson({ isDangerous: true }),
  responses: {
    200: json('Shown this once.', backupCodesResponse),
    ...problems('recent_authentication_required', 'conflict'),
  },
});

export const makeBackupCodes = (api: Api) =>
  api.openapi(route, async (c) => {
    const person = c.get('person');
    const settings = settingsOf(c.env);
    const backupCodes = newBackupCodes();
    const hashes = backupCodes.map((code) => hashBackupCode(settings, person.userId, code));
    const audit = await personAuditRow(c, person, {
      action: 'second_factor.backup_codes_made',
      target: { kind: 'user', id: person.userId },
    });
    if (!(await setBackupCodes(openDatabase(c.env.DB), person.userId, hashes, audit))) {
      throw new WaqtorError('conflict');
    }
    return c.json({ backupCodes }, 200);
  });

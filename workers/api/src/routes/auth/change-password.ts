import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, changePasswordRequest } from '@waqtor/contracts';
import { changePassword as writeChange } from '@waqtor/db/queries/account-changes';
import { openDatabase } from '@waqtor/db/queries/database';
import { listLogins } from '@waqtor/db/queries/logins';
import type { Api } from '../../api.ts';
import { disconnectLogins } from '../../auth/disconnect-logins.ts';
import { passwordChangedMail } from '../../auth/password-changed-mail.ts';
import { hashPassword } from '../../auth/password.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { requireNewPassword } from '../../auth/require-new-password.ts';
import { requireOwnPassword } from '../../auth/require-own-password.ts';
import { jsonBody, problems } from '../../http/describe.ts';
import { postMails } from '../../mail/compose-mail.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/change-password',
  operationId: 'changePassword',
  tags: ['Account'],
  summary: 'Change the password; every other login of the person ends',
  ...requiresPerson(),
  request: jsonBody(changePasswordRequest),
  responses: {
    204: { description: 'Changed.' },
    ...problems('invalid_credentials', 'validation_failed', 'rate_limited', 'unavailable'),
  },
});

export const changePassword = (api: Api) =>
  api.openapi(route, async (c) => {
    const { currentPassword, newPassword } = c.req.valid('json');
    const person = c.get('person');
    const { userId, loginId } = person;
    const credential = await requireOwnPassword(c, currentPassword);
    requireNewPassword(newPassword, credential, '/newPassword');
    const db = openDatabase(c.env.DB);
    const others = (await listLogins(db, userId, new Date())).filter((login) => login.id !== loginId);
    const audit = await personAuditRow(c, person, { action: 'password.changed', target: { kind: 'user', id: userId } });
    const mail = await passwordChangedMail(c.env, credential);
    const change = {
      userId,
      keep: loginId,
      oldHash: credential.passwordHash ?? '',
      newHash: await hashPassword(newPassword),
    };
    if (!(await writeChange(db, change, { audit, mail }, new Date()))) throw new WaqtorError('invalid_credentials');
    postMails(c);
    disconnectLogins(
      c,
      userId,
      others.map((login) => login.id),
    );
    return c.body(null, 204);
  });

import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, acceptedResponse, resetPasswordRequest } from '@waqtor/contracts';
import { resetPassword as writeReset } from '@waqtor/db/queries/account-changes';
import { findCredential } from '@waqtor/db/queries/credentials';
import { openDatabase } from '@waqtor/db/queries/database';
import { findProof } from '@waqtor/db/queries/one-time-proofs';
import type { Api } from '../../api.ts';
import { disconnectLogins } from '../../auth/disconnect-logins.ts';
import { passwordChangedMail } from '../../auth/password-changed-mail.ts';
import { hashPassword } from '../../auth/password.ts';
import { personAuditRow } from '../../auth/person-audit-row.ts';
import { proofKeyOf } from '../../auth/proof-token.ts';
import { requireNewPassword } from '../../auth/require-new-password.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { postMails } from '../../mail/compose-mail.ts';
import { refuseForeignOrigin } from '../../middleware/csrf/csrf.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/reset-password',
  operationId: 'resetPassword',
  tags: ['Sign-in'],
  summary: 'Choose a new password by the link of a mail; every login of the person ends',
  security: [],
  request: jsonBody(resetPasswordRequest),
  responses: {
    200: json('Changed. Sign in with it.', acceptedResponse),
    ...problems('invalid_link', 'invalid_origin', 'validation_failed', 'unavailable'),
  },
});

export const resetPassword = (api: Api) =>
  api.openapi(route, async (c) => {
    refuseForeignOrigin(c);
    const { token, password } = c.req.valid('json');
    const db = openDatabase(c.env.DB);
    const key = proofKeyOf('reset_password', token);
    const person = key && (await findProof(db, key, new Date())) && (await findCredential(db, key.userId));
    if (!key || !person) throw new WaqtorError('invalid_link');
    // A weak password leaves the link as it is: the person may try another.
    requireNewPassword(password, person);
    const { userId } = key;
    const audit = await personAuditRow(
      c,
      { userId, workspaceId: null },
      { action: 'password.reset', target: { kind: 'user', id: userId } },
    );
    const mail = await passwordChangedMail(c.env, person);
    const passwordHash = await hashPassword(password);
    if (!(await writeReset(db, key, passwordHash, { audit, mail }, new Date()))) throw new WaqtorError('invalid_link');
    postMails(c);
    disconnectLogins(c, userId, [userId]);
    return c.json({ status: 'accepted' as const }, 200);
  });

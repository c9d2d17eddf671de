import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, secondFactorSetupSchema } from '@waqtor/contracts';
import { newTotpSecret, totpUri } from '@waqtor/core/totp/totp';
import { openDatabase } from '@waqtor/db/queries/database';
import { putUnconfirmedTwoFactor } from '@waqtor/db/queries/two-factors';
import { findUser } from '@waqtor/db/queries/users';
import type { Api } from '../../api.ts';
import { hashBackupCode, newBackupCodes, sealTotpSecret } from '../../auth/second-factor.ts';
import { settingsOf } from '../../env.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/auth/second-factor/enable',
  operationId: 'enableSecondFactor',
  tags: ['Account'],
  summary: 'Begin to set up a second factor; it counts after `…/confirm`',
  ...requiresPerson({ isDangerous: true }),
  responses: {
    200: json('Secret and backup codes, shown this once.', secondFactorSetupSchema),
    ...problems('recent_authentication_required', 'conflict'),
  },
});

export const enableSecondFactor = (api: Api) =>
  api.openapi(route, async (c) => {
    const { userId } = c.get('person');
    const settings = settingsOf(c.env);
    const db = openDatabase(c.env.DB);
    const user = await findUser(db, userId);
    if (!user) throw new WaqtorError('unauthorized');
    const secret = newTotpSecret();
    const backupCodes = newBackupCodes();
    const isWritten = await putUnconfirmedTwoFactor(db, {
      userId,
      secret: await sealTotpSecret(settings, userId, secret),
      backupCodeHashes: backupCodes.map((code) => hashBackupCode(settings, userId, code)),
    });
    // One counts already: it is switched off first, so that an authenticator is never replaced by mistake.
    if (!isWritten) throw new WaqtorError('conflict');
    return c.json({ uri: totpUri(secret, user.email, 'WaQtor'), secret, backupCodes }, 200);
  });

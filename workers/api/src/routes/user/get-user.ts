import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, currentUserSchema } from '@waqtor/contracts';
import { findApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { findMemberProfile } from '@waqtor/db/queries/members';
import type { Api } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { VERSION } from '../../version.ts';

const route = createRoute({
  method: 'get',
  path: '/user',
  operationId: 'getUser',
  tags: ['Account'],
  summary: 'Who is signed in, where, and what kind of deployment this is',
  ...requires('any'),
  responses: { 200: json('The person; for a key, who created it.', currentUserSchema), ...problems() },
});

export const getUser = (api: Api) =>
  api.openapi(route, async (c) => {
    const principal = c.get('principal');
    const db = openDatabase(c.env.DB);
    const userId = principal.kind === 'user' ? principal.id : (await findApiKey(db, principal.id))?.createdBy;
    const profile = userId ? await findMemberProfile(db, principal.workspaceId, userId) : null;
    // Removed between the check of the principal and now.
    if (!profile) throw new WaqtorError('unauthorized');
    const { isSimulated, virtualPhoneUrl } = settingsOf(c.env);
    return c.json({ ...profile, deployment: { isSimulated, virtualPhoneUrl, version: VERSION } }, 200);
  });

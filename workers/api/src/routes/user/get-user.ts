import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, currentUserSchema } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { findApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { findUser } from '@waqtor/db/queries/users';
import { findWorkspace } from '@waqtor/db/queries/workspaces';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresKnown } from '../../middleware/access/access.ts';
import { profileEtag } from '../../user/own-account.ts';
import { renderUser } from '../../user/render-user.ts';

const route = createRoute({
  method: 'get',
  path: '/user',
  operationId: 'getUser',
  tags: ['Account'],
  summary: 'Who asks, where, what they may do, and what kind of deployment this is',
  description: 'Its `ETag` is of what you may change of yourself, and may be sent as `If-Match` with a change.',
  ...requiresKnown(),
  responses: { 200: json('The person; for a key, who created it.', currentUserSchema), ...problems() },
});

export const getUser = (api: Api) =>
  api.openapi(route, async (c) => {
    const principal = c.get('principal') as Principal | undefined;
    const db = openDatabase(c.env.DB);
    const userId = principal?.kind === 'key' ? (await findApiKey(db, principal.id))?.createdBy : c.get('person').userId;
    const [user, workspace] = await Promise.all([
      userId === undefined ? null : findUser(db, userId),
      principal ? findWorkspace(db, principal.workspaceId) : null,
    ]);
    // Removed between the check of the principal and now.
    if (!user) throw new WaqtorError('unauthorized');
    c.header('etag', profileEtag(user));
    return c.json(renderUser(c, user, principal, workspace), 200);
  });

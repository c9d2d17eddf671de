import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, apiKeySchema, updateApiKeyRequest } from '@waqtor/contracts';
import { changeApiKey } from '@waqtor/db/queries/api-key-list';
import type { KeyChange, ListedKey } from '@waqtor/db/queries/api-key-list';
import { openDatabase } from '@waqtor/db/queries/database';
import type * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requireMatch } from '../../http/etag.ts';
import { keyOfRequest, keyParams } from '../../keys/key-of-request.ts';
import { requireActive, requireExpiry, requireHeldScopes, requireWieldable } from '../../keys/refuse-grants.ts';
import { keyEtag, renderKey } from '../../keys/render-key.ts';
import { requires } from '../../middleware/access/access.ts';
import { forgetKey } from '../../middleware/access/key-principal.ts';
import { followPrincipals } from '../../workspace/follow-principals.ts';

/** Changes by others that come between reading and writing; more in a row are not waited for. */
const MAX_TRIES = 4;

const route = createRoute({
  method: 'patch',
  path: '/keys/{id}',
  operationId: 'updateKey',
  tags: ['API keys'],
  summary: 'Change an API key; what is left out stays',
  description:
    'With `If-Match` it is changed only as it was read. Its live connections follow at once: topics that it may not follow any more end, and one from an address that is no longer listed is closed.',
  ...requires('keys:write'),
  request: { params: keyParams, ...jsonBody(updateApiKeyRequest) },
  responses: {
    200: json('The key after the change.', apiKeySchema),
    ...problems('not_found', 'validation_failed', 'scope_not_held', 'conflict', 'precondition_failed'),
  },
});

const changeOf = (patch: z.infer<typeof updateApiKeyRequest>): KeyChange => ({
  ...(patch.name === undefined ? {} : { name: patch.name }),
  ...(patch.scopes === undefined ? {} : { scopes: [...new Set(patch.scopes)] }),
  ...(patch.ips === undefined ? {} : { ips: [...new Set(patch.ips)] }),
  ...(patch.expiresAt === undefined ? {} : { expiresAt: patch.expiresAt === null ? null : new Date(patch.expiresAt) }),
});

const requireAllowed = (c: ApiContext, key: ListedKey, change: KeyChange, now: Date): void => {
  requireActive(key, now);
  // A name gives nobody anything.
  if (Object.keys(change).some((field) => field !== 'name')) requireWieldable(c.get('principal'), key);
  if (change.scopes) requireHeldScopes(c.get('principal'), change.scopes);
  if (change.expiresAt) requireExpiry(change.expiresAt, now);
};

export const updateKey = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const change = changeOf(c.req.valid('json'));
    const fields = Object.keys(change).join(' ');
    const now = new Date();
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const key = await keyOfRequest(c, id);
      requireMatch(c, keyEtag(key));
      requireAllowed(c, key, change, now);
      const audit = auditRow(c, { action: 'key.changed', target: { kind: 'key', id }, details: { fields } });
      if (fields !== '' && !(await changeApiKey(openDatabase(c.env.DB), key, change, audit, now))) continue;
      const changed = { ...key, ...change };
      forgetKey(key.id);
      // Open connections learn what the key may do now; a name changes nothing for them.
      if (Object.keys(change).some((field) => field !== 'name')) followPrincipals(c, key.workspaceId);
      c.header('etag', keyEtag(changed));
      return c.json(renderKey(changed, now), 200);
    }
    throw new WaqtorError('conflict');
  });

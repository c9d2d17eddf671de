import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, createApiKeyRequest, createdApiKeySchema } from '@waqtor/contracts';
import { addApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { keyOfRequest } from '../../keys/key-of-request.ts';
import { mintKey } from '../../keys/mint-key.ts';
import { requireExpiry, requireHeldScopes } from '../../keys/refuse-grants.ts';
import { keyEtag, renderKey } from '../../keys/render-key.ts';
import { requires } from '../../middleware/access/access.ts';
import { MAX_LIVE_KEYS } from '../../usage/resource-limits.ts';

const route = createRoute({
  method: 'post',
  path: '/keys',
  operationId: 'createKey',
  tags: ['API keys'],
  summary: 'Create an API key; its text is shown this once',
  description:
    'The key acts with the present role of its creator, narrowed to its scopes. A workspace has at most 50 keys that are neither revoked nor expired.',
  ...requires('keys:write', { isDangerous: true }),
  request: jsonBody(createApiKeyRequest),
  responses: {
    201: json('Created.', createdApiKeySchema),
    ...problems('validation_failed', 'scope_not_held', 'too_many', 'recent_authentication_required'),
  },
});

/** The person behind the request: a key that creates a key does it for its own creator. */
const creatorOf = async (c: ApiContext): Promise<string> => {
  const { kind, id } = c.get('principal');
  return kind === 'user' ? id : (await keyOfRequest(c, id)).createdBy;
};

export const createKey = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const principal = c.get('principal');
    const now = new Date();
    requireHeldScopes(principal, input.scopes);
    const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
    if (expiresAt) requireExpiry(expiresAt, now);
    const { id, mode, text, stored } = await mintKey(settingsOf(c.env));
    const scopes = [...new Set(input.scopes)];
    const ips = [...new Set(input.ips ?? [])];
    const key = { id, workspaceId: principal.workspaceId, createdBy: await creatorOf(c), name: input.name, mode };
    const audit = auditRow(c, {
      action: 'key.created',
      target: { kind: 'key', id },
      details: { mode, scopes: scopes.join(' '), ips: ips.length, expiresAt: expiresAt?.toISOString() ?? null },
    });
    const row = { ...key, ...stored, scopes, ips, expiresAt };
    if (!(await addApiKey(openDatabase(c.env.DB), row, { max: MAX_LIVE_KEYS, audit }, now))) {
      throw new WaqtorError('too_many', { details: { limit: MAX_LIVE_KEYS } });
    }
    const created = await keyOfRequest(c, id);
    c.header('location', `/api/keys/${id}`);
    c.header('etag', keyEtag(created));
    return c.json({ ...renderKey(created, now), key: text }, 201);
  });

import { createRoute } from '@hono/zod-openapi';
import {
  DEFAULT_ROTATION_GRACE_SECONDS,
  WaqtorError,
  createdApiKeySchema,
  rotateApiKeyRequest,
} from '@waqtor/contracts';
import { rotateApiKey } from '@waqtor/db/queries/api-key-list';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { endKeyUse } from '../../keys/end-key-use.ts';
import { keyOfRequest, keyParams } from '../../keys/key-of-request.ts';
import { mintKey } from '../../keys/mint-key.ts';
import { requireActive, requireWieldable } from '../../keys/refuse-grants.ts';
import { keyEtag, renderKey } from '../../keys/render-key.ts';
import { requires } from '../../middleware/access/access.ts';
import { forgetKey } from '../../middleware/access/key-principal.ts';

const route = createRoute({
  method: 'post',
  path: '/keys/{id}/rotate',
  operationId: 'rotateKey',
  tags: ['API keys'],
  summary: 'A new secret for an API key; its text is shown this once',
  description:
    'Id, scopes and everything else stay. The present text works for `graceSeconds` more (86400 when left out, at most 604800; 0 ends it at once and closes live connections). An older text that was still in its own grace ends at once.',
  ...requires('keys:write', { isDangerous: true }),
  request: { params: keyParams, ...jsonBody(rotateApiKeyRequest) },
  responses: {
    200: json('The key with its new text.', createdApiKeySchema),
    ...problems('not_found', 'validation_failed', 'scope_not_held', 'conflict', 'recent_authentication_required'),
  },
});

export const rotateKey = (api: Api) =>
  api.openapi(route, async (c) => {
    const { graceSeconds = DEFAULT_ROTATION_GRACE_SECONDS } = c.req.valid('json');
    const key = await keyOfRequest(c, c.req.valid('param').id);
    const { id, workspaceId, mode } = key;
    const now = new Date();
    requireActive(key, now);
    requireWieldable(c.get('principal'), key);
    const { text, stored } = await mintKey(settingsOf(c.env), { id, mode });
    const previousValidUntil = graceSeconds === 0 ? null : new Date(now.getTime() + graceSeconds * 1000);
    const audit = auditRow(c, { action: 'key.rotated', target: { kind: 'key', id }, details: { graceSeconds } });
    const next = { ...stored, previousValidUntil };
    if (!(await rotateApiKey(openDatabase(c.env.DB), key, next, audit, now))) throw new WaqtorError('conflict');
    if (graceSeconds === 0) endKeyUse(c, workspaceId, id);
    else forgetKey(id);
    const rotated = { ...key, ...next };
    c.header('etag', keyEtag(rotated));
    return c.json({ ...renderKey(rotated, now), key: text }, 200);
  });

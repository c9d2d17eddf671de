import { createRoute } from '@hono/zod-openapi';
import { apiKeySchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { keyOfRequest, keyParams } from '../../keys/key-of-request.ts';
import { keyEtag, renderKey } from '../../keys/render-key.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/keys/{id}',
  operationId: 'getKey',
  tags: ['API keys'],
  summary: 'One API key, without its secret',
  description: 'Its `ETag` may be sent as `If-Match` with a change; that the key is used does not alter it.',
  ...requires('keys:read'),
  request: { params: keyParams },
  responses: { 200: json('The key.', apiKeySchema), ...problems('not_found') },
});

export const getKey = (api: Api) =>
  api.openapi(route, async (c) => {
    const key = await keyOfRequest(c, c.req.valid('param').id);
    c.header('etag', keyEtag(key));
    return c.json(renderKey(key, new Date()), 200);
  });

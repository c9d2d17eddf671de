import { createRoute } from '@hono/zod-openapi';
import { SCOPES, scopeListSchema } from '@waqtor/contracts';
import { holdsScope } from '@waqtor/core/api-key/key-authority';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { languageOf } from '../../i18n/language.ts';
import { scopeDescription } from '../../keys/scope-descriptions.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/keys/scopes',
  operationId: 'listScopes',
  tags: ['API keys'],
  summary: 'Every scope, what it allows, and whether you may give it to a key',
  description: 'Descriptions are in the language of `Accept-Language`.',
  ...requires('keys:read'),
  responses: { 200: json('All of them.', scopeListSchema), ...problems() },
});

export const listScopes = (api: Api) =>
  api.openapi(route, (c) => {
    const principal = c.get('principal');
    const language = languageOf(c.req.header('accept-language'));
    const data = SCOPES.map((scope) => ({
      scope,
      description: scopeDescription(scope, language),
      isGrantable: holdsScope(principal, scope),
    }));
    c.header('content-language', language);
    c.header('vary', 'Accept-Language', { append: true });
    return c.json({ data }, 200);
  });

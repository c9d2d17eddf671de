import { createRoute } from '@hono/zod-openapi';
import { templateSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { NOT_MODIFIED, notModified } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { renderTemplate, templateEtag } from '../../templates/render-template.ts';
import { templateOfRequest, templateParams } from '../../templates/template-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/templates/{id}',
  operationId: 'getTemplate',
  tags: ['Templates'],
  summary: 'One saved text',
  ...requires('messages:read'),
  request: { params: templateParams },
  responses: { 200: json('The template.', templateSchema), ...NOT_MODIFIED, ...problems('not_found') },
});

export const getTemplate = (api: Api) =>
  api.openapi(route, async (c) => {
    const template = await templateOfRequest(c, c.req.valid('param').id);
    return notModified(c, templateEtag(template)) ?? c.json(renderTemplate(template), 200);
  });

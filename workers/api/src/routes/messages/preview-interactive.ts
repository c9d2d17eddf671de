import { createRoute } from '@hono/zod-openapi';
import { idSchema, previewInteractiveRequest, previewInteractiveResponse } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, jsonBody, parameters, problems } from '../../http/describe.ts';
import { buttonsOf, listOf } from '../../messages/interactive-content.ts';
import { renderFor } from '../../messages/send-interactive.ts';
import { requires } from '../../middleware/access/access.ts';
import { requiresGate } from '../../middleware/gate/requires-gate.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const access = requires('messages:send');
const gated = { ...access, middleware: [...access.middleware, requiresGate('interactive')] };

const route = createRoute({
  method: 'post',
  path: '/messages/preview-interactive',
  operationId: 'previewInteractive',
  tags: ['Messages'],
  summary: 'What the recipient of buttons or a list would see; nothing is sent',
  ...gated,
  request: {
    query: parameters(z.object({ sessionId: idSchema('ses').optional() })),
    ...jsonBody(previewInteractiveRequest),
  },
  responses: {
    200: json('The poll or the menu, and the ids that come back.', previewInteractiveResponse),
    ...problems('not_found', 'validation_failed', 'feature_locked'),
  },
});

export const previewInteractive = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const content = 'buttons' in input ? buttonsOf(input) : listOf(input);
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    return c.json(await renderFor(c, session, content, input.renderAs), 200);
  });

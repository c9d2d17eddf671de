import { createRoute } from '@hono/zod-openapi';
import { MAX_TEMPLATES, WaqtorError, createTemplateRequest, templateSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { foldText } from '@waqtor/core/text/fold-text';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertTemplate, isShortcutTaken } from '@waqtor/db/queries/templates';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { renderTemplate, templateEtag } from '../../templates/render-template.ts';
import { requireVariables } from '../../templates/require-variables.ts';

const route = createRoute({
  method: 'post',
  path: '/templates',
  operationId: 'createTemplate',
  tags: ['Templates'],
  summary: 'Save a text',
  description:
    'Up to 500 in a workspace. A shortcut is there once, however it is written: Arabic letters and digits are folded. `{{name}}` and `{{name|default}}` are filled in where the text is used.',
  ...requires('messages:send'),
  request: jsonBody(createTemplateRequest),
  responses: {
    201: json('The template.', templateSchema),
    ...problems('validation_failed', 'too_many_templates', 'shortcut_taken'),
  },
});

export const createTemplate = (api: Api) =>
  api.openapi(route, async (c) => {
    const { name, shortcut, body, language = null } = c.req.valid('json');
    requireVariables(body);
    const { workspaceId } = c.get('principal');
    const now = new Date();
    const id = newId('tpl', now.getTime());
    const foldedShortcut = foldText(shortcut);
    const row = { id, workspaceId, name, shortcut, foldedShortcut, body, language, createdAt: now, updatedAt: now };
    const db = openDatabase(c.env.DB);
    const audit = auditRow(c, { action: 'template.created', target: { kind: 'template', id } });
    if (!(await insertTemplate(db, row, { max: MAX_TEMPLATES, audit }))) {
      throw new WaqtorError((await isShortcutTaken(db, row)) ? 'shortcut_taken' : 'too_many_templates');
    }
    const template = { ...row, version: 1 };
    c.header('location', `/api/templates/${id}`);
    c.header('etag', templateEtag(template));
    return c.json(renderTemplate(template), 201);
  });

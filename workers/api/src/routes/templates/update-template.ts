import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, templateSchema, updateTemplateRequest } from '@waqtor/contracts';
import { foldText } from '@waqtor/core/text/fold-text';
import { openDatabase } from '@waqtor/db/queries/database';
import { changeTemplate, isShortcutTaken } from '@waqtor/db/queries/templates';
import type { TemplateChange, TemplateRecord } from '@waqtor/db/queries/templates';
import type * as z from 'zod';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requireMatch } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { renderTemplate, templateEtag } from '../../templates/render-template.ts';
import { requireVariables } from '../../templates/require-variables.ts';
import { templateOfRequest, templateParams } from '../../templates/template-of-request.ts';

/** Changes by others that come between reading and writing; more in a row are not waited for. */
const MAX_TRIES = 4;

const route = createRoute({
  method: 'patch',
  path: '/templates/{id}',
  operationId: 'updateTemplate',
  tags: ['Templates'],
  summary: 'Change a saved text; what is left out stays',
  description: 'With `If-Match` it is changed only as it was read.',
  ...requires('messages:send'),
  request: { params: templateParams, ...jsonBody(updateTemplateRequest) },
  responses: {
    200: json('The template after the change.', templateSchema),
    ...problems('not_found', 'validation_failed', 'shortcut_taken', 'conflict', 'precondition_failed'),
  },
});

const changeOf = (read: TemplateRecord, patch: z.infer<typeof updateTemplateRequest>): TemplateChange => {
  const shortcut = patch.shortcut ?? read.shortcut;
  return {
    name: patch.name ?? read.name,
    shortcut,
    foldedShortcut: foldText(shortcut),
    body: patch.body ?? read.body,
    language: patch.language === undefined ? read.language : patch.language,
  };
};

export const updateTemplate = (api: Api) =>
  api.openapi(route, async (c) => {
    const patch = c.req.valid('json');
    if (patch.body !== undefined) requireVariables(patch.body);
    const db = openDatabase(c.env.DB);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const read = await templateOfRequest(c, c.req.valid('param').id);
      requireMatch(c, templateEtag(read));
      const change = changeOf(read, patch);
      const details = { fields: Object.keys(patch).sort().join(' ') };
      const audit = auditRow(c, { action: 'template.changed', target: { kind: 'template', id: read.id }, details });
      const changed = await changeTemplate(db, read, change, audit, new Date());
      if (changed) {
        c.header('etag', templateEtag(changed));
        return c.json(renderTemplate(changed), 200);
      }
      if (await isShortcutTaken(db, { ...read, ...change })) throw new WaqtorError('shortcut_taken');
    }
    throw new WaqtorError('conflict');
  });

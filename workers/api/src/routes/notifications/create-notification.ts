import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, createNotificationRequest, createdNotificationsSchema } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
import { insertAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { idOfRequest } from '../../http/id-of-request.ts';
import { languageOf } from '../../i18n/language.ts';
import type { Language } from '../../i18n/language.ts';
import { requires } from '../../middleware/access/access.ts';
import { notify } from '../../notifications/notify.ts';

const route = createRoute({
  method: 'post',
  path: '/notifications',
  operationId: 'createNotification',
  tags: ['Notifications'],
  summary: 'Notify yourself, the owners and admins, or every member',
  description:
    'Title and text are shown as they are, in every language. `me` is the default for people; a key has no self and must name `admins` or `workspace`. Who wants no notifications of this kind gets none: `created` counts the others.',
  ...requires('notifications:write'),
  request: jsonBody(createNotificationRequest),
  responses: { 201: json('Told.', createdNotificationsSchema), ...problems('validation_failed') },
});

const NO_SELF = {
  en: 'must be admins or workspace: a key has no self',
  ar: 'يجب أن يكون admins أو workspace: المفتاح ليس شخصًا',
};

const audienceOf = (
  audience: 'me' | 'admins' | 'workspace',
  { kind, id: userId }: Principal,
  language: Language,
): 'admins' | 'workspace' | { userId: string } => {
  if (audience !== 'me') return audience;
  if (kind === 'user') return { userId };
  throw new WaqtorError('validation_failed', {
    errors: [{ pointer: '/audience', code: 'no_self', message: NO_SELF[language] }],
  });
};

export const createNotification = (api: Api) =>
  api.openapi(route, async (c) => {
    const { audience: asked = 'me', type, title, text, link = null } = c.req.valid('json');
    const principal = c.get('principal');
    const audience = audienceOf(asked, principal, languageOf(c.req.header('accept-language')));
    const at = new Date();
    const factId = idOfRequest(c, 'evt', JSON.stringify(c.req.valid('json')));
    const created = await notify(
      c.env,
      {
        workspaceId: principal.workspaceId,
        audience,
        factId,
        code: 'custom',
        type,
        params: { title, text: text ?? '' },
        link,
        at,
      },
      (work) => c.executionCtx.waitUntil(work),
    );
    const details = { audience: asked, type, created };
    await insertAuditRow(
      openDatabase(c.env.DB),
      auditRow(c, { action: 'notification.created', target: { kind: 'notification', id: null }, details }),
    );
    return c.json({ created }, 201);
  });

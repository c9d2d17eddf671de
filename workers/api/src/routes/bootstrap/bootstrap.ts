import { createHash, timingSafeEqual } from 'node:crypto';
import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, bootstrapRequest, bootstrapResponse } from '@waqtor/contracts';
import { hashApiKeySecret, newApiKey } from '@waqtor/core/api-key/api-key';
import { insertApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertEnrolmentCode } from '@waqtor/db/queries/enrolment';
import { findSession } from '@waqtor/db/queries/sessions';
import { createMiddleware } from 'hono/factory';
import type { Api, ApiTypes } from '../../api.ts';
import { hashEnrolmentCode, newEnrolmentCode } from '../../auth/enrolment-code.ts';
import { keyPepper } from '../../auth/key-pepper.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { createRoom } from '../../session/ask-room.ts';
import { ensureOwner } from './ensure-owner.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whoever does not know the secret learns nothing, not even that the route exists. */
const requireBootstrapSecret = createMiddleware<ApiTypes>(async (c, next) => {
  const { bootstrapSecret } = settingsOf(c.env);
  const given = c.req.header('x-waqtor-bootstrap') ?? '';
  if (bootstrapSecret === null || !timingSafeEqual(digest(given), digest(bootstrapSecret))) {
    throw new WaqtorError('not_found');
  }
  await next();
});

const route = createRoute({
  method: 'post',
  path: '/bootstrap',
  operationId: 'bootstrap',
  tags: ['Account'],
  summary: 'The first owner of a deployment, with a workspace, a session, a key and a host enrolment code',
  hide: true,
  middleware: requireBootstrapSecret,
  request: jsonBody(bootstrapRequest),
  responses: { 200: json('Key and code are shown this once.', bootstrapResponse), ...problems('not_found') },
});

export const bootstrap = (api: Api) =>
  api.openapi(route, async (c) => {
    const { isSimulated, authSecret } = settingsOf(c.env);
    const db = openDatabase(c.env.DB);
    const owner = await ensureOwner(db, c.req.valid('json'));
    const session = await findSession(db, owner.workspaceId, owner.sessionId);
    if (!session) throw new WaqtorError('conflict');
    await createRoom(c.env, session);
    const now = new Date();
    const key = newApiKey(isSimulated ? 'test' : 'live');
    await insertApiKey(
      db,
      {
        id: key.id,
        workspaceId: owner.workspaceId,
        createdBy: owner.userId,
        name: 'bootstrap',
        mode: key.mode,
        secretHash: hashApiKeySecret(keyPepper(authSecret), key.secret),
        scopes: ['*'],
        expiresAt: null,
      },
      now,
    );
    const enrolmentCode = newEnrolmentCode();
    await insertEnrolmentCode(db, { codeHash: hashEnrolmentCode(enrolmentCode), workspaceId: null }, now);
    const { userId, workspaceId, sessionId } = owner;
    return c.json({ userId, workspaceId, sessionId, apiKey: key.text, enrolmentCode }, 200);
  });

import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, createWorkspaceRequest, workspaceSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { openDatabase } from '@waqtor/db/queries/database';
import { findSession } from '@waqtor/db/queries/sessions';
import { findOwnWorkspace, insertWorkspace } from '@waqtor/db/queries/workspaces';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { describeError, log } from '../../log.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { createRoom } from '../../session/ask-room.ts';
import { personIn } from '../../workspace/person-of-request.ts';
import { renderWorkspace } from '../../workspace/render-workspace.ts';

/** Workspaces that one person owns. */
export const MAX_OWNED_WORKSPACES = 10;
const SESSION_NAME = 'Main';

const route = createRoute({
  method: 'post',
  path: '/workspaces',
  operationId: 'createWorkspace',
  tags: ['Workspaces'],
  summary: 'Create a workspace; you are its owner, and this login works there',
  description: 'It has the default settings and one session. A person owns at most 10 workspaces.',
  ...requiresPerson(),
  request: jsonBody(createWorkspaceRequest),
  responses: { 201: json('Created.', workspaceSchema), ...problems('validation_failed', 'too_many') },
});

/** A room that cannot be made now is made by the first call that needs it: the row in D1 says that it must exist. */
const openRoom = async (c: ApiContext, workspaceId: string, sessionId: string): Promise<void> => {
  try {
    const session = await findSession(openDatabase(c.env.DB), workspaceId, sessionId);
    if (session) await createRoom(c.env, session);
  } catch (error) {
    log('warn', 'the room of a new workspace was not made', { requestId: c.get('requestId'), ...describeError(error) });
  }
};

export const createWorkspace = (api: Api) =>
  api.openapi(route, async (c) => {
    const db = openDatabase(c.env.DB);
    const { userId, loginId } = c.get('person');
    const id = newId('wsp');
    const session = { id: newId('ses'), name: SESSION_NAME };
    const entry = { action: 'workspace.created', target: { kind: 'workspace', id } } as const;
    const isMade = await insertWorkspace(
      db,
      { id, name: c.req.valid('json').name, owner: { userId, loginId }, session },
      { max: MAX_OWNED_WORKSPACES, audit: auditRow(c, entry, personIn(c, id)) },
      new Date(),
    );
    if (!isMade) throw new WaqtorError('too_many', { details: { limit: MAX_OWNED_WORKSPACES } });
    await openRoom(c, id, session.id);
    const workspace = await findOwnWorkspace(db, userId, id);
    if (!workspace) throw new WaqtorError('conflict');
    return c.json(renderWorkspace(workspace, id), 201);
  });

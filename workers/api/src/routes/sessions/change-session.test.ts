import { sessionViewSchema } from '@waqtor/contracts';
import type { SessionView } from '@waqtor/contracts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { finishChanges } from '../../jobs/finish-changes.ts';
import { roomOf } from '../../objects.ts';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { callWith, withObjects } from '../../testing/with-objects.ts';

const OK = { ok: true, value: null } as const;
const BROKEN = () => Promise.reject(new Error('the object moved'));
/** Rooms and a fleet that erase. */
const ERASING = { room: { remove: async () => OK }, fleet: { removeSession: async () => OK } };

const add = async ({ apiKey }: TestWorkspace, name: string): Promise<string> => {
  const response = await call('/api/sessions', { key: apiKey, body: { name } });
  return ((await response.json()) as SessionView).sessionId;
};
const list = async ({ apiKey }: TestWorkspace): Promise<[string, boolean][]> => {
  const { data } = await (await call('/api/sessions', { key: apiKey })).json<{ data: SessionView[] }>();
  return data.map(({ name, isDefault }) => [name, isDefault]);
};
const rowsOf = async ({ workspaceId }: TestWorkspace, action: string): Promise<Record<string, unknown>[]> => {
  const { results } = await bindings.DB.prepare(
    'SELECT target_id, details FROM audit_rows WHERE workspace_id = ? AND action = ?',
  )
    .bind(workspaceId, action)
    .all();
  return results;
};
const rowCount = async (sessionId: string): Promise<number> => {
  const { results } = await bindings.DB.prepare('SELECT id FROM sessions WHERE id = ?').bind(sessionId).all();
  return results.length;
};
const quiet = () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => error.mockRestore());
};

describe('PATCH /api/sessions/{id}', () => {
  it('S-3 renames a session, tells its room and leaves a row that names no name', async () => {
    const workspace = await newWorkspace();
    const update = vi.fn();
    const env = withObjects({
      room: {
        update: async (change) => {
          update(change);
          return roomOf(bindings, workspace.workspaceId, workspace.sessionId).state();
        },
      },
    });
    const path = `/api/sessions/${workspace.sessionId}`;
    const response = await callWith(env, path, { method: 'PATCH', key: workspace.apiKey, body: { name: ' Branch ' } });
    expect(sessionViewSchema.parse(await response.json())).toMatchObject({ name: 'Branch', isDefault: true });
    expect(update.mock.calls).toEqual([[{ name: 'Branch', isDefault: true }]]);
    expect(await rowsOf(workspace, 'session.changed')).toEqual([
      { target_id: workspace.sessionId, details: '{"fields":"name"}' },
    ]);
  });

  it('S-3 moves the default, so that there is one at every moment', async () => {
    const workspace = await newWorkspace();
    const branch = await add(workspace, 'Branch');
    const path = `/api/sessions/${branch}`;
    const response = await call(path, { method: 'PATCH', key: workspace.apiKey, body: { isDefault: true } });
    expect(await response.json()).toMatchObject({ sessionId: branch, isDefault: true });
    expect(await list(workspace)).toEqual([
      ['Main', false],
      ['Branch', true],
    ]);
    const state = await (await call('/api/session/state', { key: workspace.apiKey })).json<SessionView>();
    expect(state.sessionId).toBe(branch);
  });

  it('S-3 leaves one default when 6 sessions want to be it at once', async () => {
    const workspace = await newWorkspace();
    const ids = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => add(workspace, name)));
    const answers = await Promise.all(
      ids.map((id) =>
        call(`/api/sessions/${id}`, { method: 'PATCH', key: workspace.apiKey, body: { isDefault: true } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await list(workspace)).filter(([, isDefault]) => isDefault)).toHaveLength(1);
  });

  it('S-3 changes nothing, and writes no row, when everything is as wanted or nothing is asked', async () => {
    const workspace = await newWorkspace();
    for (const body of [{}, { name: 'Main' }, { isDefault: true }]) {
      const path = `/api/sessions/${workspace.sessionId}`;
      expect((await call(path, { method: 'PATCH', key: workspace.apiKey, body })).status).toBe(200);
    }
    expect(await rowsOf(workspace, 'session.changed')).toEqual([]);
  });

  it('S-3 cannot take the default away', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const response = await call(`/api/sessions/${sessionId}`, {
      method: 'PATCH',
      key: apiKey,
      body: { isDefault: false },
    });
    expect((await problemIn(response)).code).toBe('validation_failed');
  });

  it('K-1 answers 412 to whoever read an earlier state', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const path = `/api/sessions/${sessionId}`;
    const etag = (await call(path, { key: apiKey })).headers.get('etag') ?? '';
    const change = (name: string) =>
      call(path, { method: 'PATCH', key: apiKey, headers: { 'if-match': etag }, body: { name } });
    expect((await change('B')).status).toBe(200);
    expect((await problemIn(await change('C'))).code).toBe('precondition_failed');
  });

  it('S-3 tells a room later that could not be told', async () => {
    quiet();
    const workspace = await newWorkspace();
    const { workspaceId, sessionId, apiKey } = workspace;
    const path = `/api/sessions/${sessionId}`;
    const env = withObjects({ room: { update: BROKEN } });
    const response = await callWith(env, path, { method: 'PATCH', key: apiKey, body: { name: 'Branch' } });
    expect(await response.json()).toMatchObject({ name: 'Branch' });
    const untold = async () =>
      (
        await bindings.DB.prepare('SELECT untold_at FROM sessions WHERE workspace_id = ?')
          .bind(workspaceId)
          .first<{ untold_at: number | null }>()
      )?.untold_at;
    expect(await untold()).not.toBeNull();
    await finishChanges(bindings);
    expect(await untold()).toBeNull();
  });
});

describe('DELETE /api/sessions/{id}', () => {
  it('S-3 erases room, login and row; from then on the session is unknown', async () => {
    const workspace = await newWorkspace();
    const id = await add(workspace, 'Branch');
    const erased: string[] = [];
    const env = withObjects({
      room: { remove: async () => (erased.push('room'), OK) },
      fleet: { removeSession: async (sessionId) => (erased.push(sessionId), OK) },
    });
    const remove = () => callWith(env, `/api/sessions/${id}`, { method: 'DELETE', key: workspace.apiKey });
    expect((await remove()).status).toBe(204);
    expect(erased).toEqual(['room', id]);
    expect(await rowCount(id)).toBe(0);
    expect((await problemIn(await remove())).code).toBe('not_found');
    expect((await problemIn(await call(`/api/sessions/${id}`, { key: workspace.apiKey }))).code).toBe('not_found');
    expect((await rowsOf(workspace, 'session.deleted')).map((row) => row.target_id)).toEqual([id]);
  });

  it('S-3 makes the oldest one that remains the default', async () => {
    const workspace = await newWorkspace();
    await add(workspace, 'Second');
    await add(workspace, 'Third');
    const path = `/api/sessions/${workspace.sessionId}`;
    await callWith(withObjects(ERASING), path, { method: 'DELETE', key: workspace.apiKey });
    expect(await list(workspace)).toEqual([
      ['Second', true],
      ['Third', false],
    ]);
  });

  it('S-3 takes the last one too: the next one that is added is the default', async () => {
    const workspace = await newWorkspace();
    const path = `/api/sessions/${workspace.sessionId}`;
    await callWith(withObjects(ERASING), path, { method: 'DELETE', key: workspace.apiKey });
    expect((await problemIn(await call('/api/session/state', { key: workspace.apiKey }))).code).toBe('not_found');
    await add(workspace, 'New');
    expect(await list(workspace)).toEqual([['New', true]]);
  });

  it.each([
    ['room', { room: { remove: BROKEN }, fleet: { removeSession: async () => OK } }],
    ['fleet', { room: { remove: async () => OK }, fleet: { removeSession: BROKEN } }],
  ])('S-3 is hidden at once and finished later when the %s is not reached', async (_part, calls) => {
    quiet();
    const workspace = await newWorkspace();
    const id = await add(workspace, 'Branch');
    const path = `/api/sessions/${id}`;
    const answer = await callWith(withObjects(calls), path, { method: 'DELETE', key: workspace.apiKey });
    expect(answer.status).toBe(204);
    expect(await list(workspace)).toEqual([['Main', true]]);
    expect((await problemIn(await call(path, { key: workspace.apiKey }))).code).toBe('not_found');
    expect(await rowCount(id)).toBe(1);
    await finishChanges(withObjects(ERASING));
    expect(await rowCount(id)).toBe(0);
    expect(await rowsOf(workspace, 'session.deleted')).toHaveLength(1);
  });

  it('S-3 makes room for another one at once', async () => {
    const workspace = await newWorkspace();
    const { workspaceId, apiKey } = workspace;
    for (let n = 1; n < 50; n += 1) {
      await bindings.DB.prepare(
        'INSERT INTO sessions (id, workspace_id, name, is_default, created_at) VALUES (?, ?, ?, 0, ?)',
      )
        .bind(`ses_${crypto.randomUUID().replaceAll('-', '')}`, workspaceId, 'x', Date.now())
        .run();
    }
    const refused = await problemIn(await call('/api/sessions', { key: apiKey, body: { name: 'One more' } }));
    expect(refused).toMatchObject({ status: 409, code: 'too_many_sessions', limit: 50 });
    const broken = withObjects({ room: { remove: BROKEN } });
    quiet();
    await callWith(broken, `/api/sessions/${workspace.sessionId}`, { method: 'DELETE', key: apiKey });
    expect((await call('/api/sessions', { key: apiKey, body: { name: 'One more' } })).status).toBe(201);
  });
});

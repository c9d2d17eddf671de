import type { SessionView } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bindings, call, newWorkspace } from '../testing/api-client.ts';
import { TestHost } from '../testing/test-host.ts';
import { newWorkspaceCode } from '../testing/test-keys.ts';
import { callWith, withObjects } from '../testing/with-objects.ts';
import { finishChanges } from './finish-changes.ts';

const OK = { ok: true, value: null } as const;
const ROWS_OF_RUN = 50;

/** Rows that are due before all others, of which none can be finished. */
const seedStuck = async (workspaceId: string, column: 'deleted_at' | 'untold_at'): Promise<string[]> => {
  const ids = Array.from({ length: ROWS_OF_RUN }, () => newId('ses'));
  const insert = bindings.DB.prepare(
    `INSERT INTO sessions (id, workspace_id, name, is_default, created_at, ${column}) VALUES (?, ?, 'x', 0, 1, 1)`,
  );
  await bindings.DB.batch(ids.map((id) => insert.bind(id, workspaceId)));
  onTestFinished(async () => {
    await bindings.DB.prepare(`DELETE FROM sessions WHERE workspace_id = ? AND created_at = 1`).bind(workspaceId).run();
  });
  return ids;
};
const columnOf = async (sessionId: string, column: string) =>
  (
    await bindings.DB.prepare(`SELECT ${column} AS at FROM sessions WHERE id = ?`)
      .bind(sessionId)
      .first<{ at: unknown }>()
  )?.at;
const quiet = () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => error.mockRestore());
};

describe('finishing what was interrupted', () => {
  it('S-3 erases a deleted session although 50 that were deleted before it cannot be erased', async () => {
    quiet();
    const { workspaceId } = await newWorkspace();
    const stuck = new Set(await seedStuck(workspaceId, 'deleted_at'));
    const id = newId('ses');
    await bindings.DB.prepare(
      "INSERT INTO sessions (id, workspace_id, name, is_default, created_at, deleted_at) VALUES (?, ?, 'x', 0, 2, 2)",
    )
      .bind(id, workspaceId)
      .run();
    const env = withObjects({
      room: { remove: async () => OK },
      fleet: {
        removeSession: (sessionId) => (stuck.has(sessionId) ? Promise.reject(new Error('away')) : Promise.resolve(OK)),
      },
    });
    for (let run = 0; run < 2; run += 1) await finishChanges(env);
    expect(await columnOf(id, 'deleted_at')).toBeUndefined();
    expect(await columnOf([...stuck][0] ?? '', 'deleted_at')).toBeGreaterThan(2);
  });

  it('S-3 tells a room its name although 50 rooms cannot be told theirs', async () => {
    quiet();
    const { workspaceId, sessionId } = await newWorkspace();
    await seedStuck(workspaceId, 'untold_at');
    await bindings.DB.prepare('UPDATE sessions SET untold_at = 2 WHERE id = ?').bind(sessionId).run();
    await finishChanges(withObjects({ room: { update: () => Promise.reject(new Error('away')) } }));
    expect(await columnOf(sessionId, 'untold_at')).toBe(2);
    await finishChanges(bindings);
    expect(await columnOf(sessionId, 'untold_at')).toBeNull();
  });

  it('S-6 tells the fleet of a removed host although 50 others cannot be told', async () => {
    quiet();
    const { workspaceId } = await newWorkspace();
    const [stuck, host] = [Array.from({ length: ROWS_OF_RUN }, () => newId('hst')), newId('hst')];
    const insert = bindings.DB.prepare(
      "INSERT INTO hosts (id, workspace_id, name, public_key, created_at, revoked_at, untold_at) VALUES (?, ?, 'h', ?, 1, 1, ?)",
    );
    await bindings.DB.batch([
      ...stuck.map((id) => insert.bind(id, workspaceId, id, 1)),
      insert.bind(host, workspaceId, host, 2),
    ]);
    const told: string[] = [];
    const removeHost = async (id: string) =>
      stuck.includes(id) ? Promise.reject(new Error('away')) : (told.push(id), OK);
    for (let run = 0; run < 2; run += 1) await finishChanges(withObjects({ fleet: { removeHost } }));
    expect(told).toContain(host);
    await bindings.DB.prepare('DELETE FROM hosts WHERE workspace_id = ?').bind(workspaceId).run();
  });
});

describe('a session that is deleted meanwhile', () => {
  it('S-3 does not take the other sessions out of the list', async () => {
    const { workspaceId, sessionId, apiKey } = await newWorkspace();
    const branch = await (await call('/api/sessions', { key: apiKey, body: { name: 'Branch' } })).json<SessionView>();
    const path = `/api/sessions/${branch.sessionId}`;
    await call(path, { method: 'DELETE', key: apiKey });
    // As a list that read the index before the deletion sees it.
    await bindings.DB.prepare(
      "INSERT INTO sessions (id, workspace_id, name, is_default, created_at) VALUES (?, ?, 'Branch', 0, 3)",
    )
      .bind(branch.sessionId, workspaceId)
      .run();
    const answer = await call('/api/sessions', { key: apiKey });
    expect(answer.status).toBe(200);
    const { data } = await answer.json<{ data: SessionView[] }>();
    expect(data.map((session) => session.sessionId)).toEqual([sessionId]);
  });

  it('M-2 leaves no bytes of a medium whose upload ended after the deletion', async () => {
    const { workspaceId, sessionId } = await newWorkspace();
    const host = await TestHost.enrol(await newWorkspaceCode(workspaceId));
    const { epoch } = await host.serve(sessionId, () => null);
    const id = newId('med');
    const gone = async () => ({ ok: false, code: 'not_found' }) as const;
    const answer = await callWith(withObjects({ room: { putMedia: gone, create: gone } }), `/host/media/${id}`, {
      method: 'PUT',
      headers: {
        ...(await host.headers({ audience: `media:${id}`, sessionId, epoch })),
        'content-length': '5',
      },
      body: 'bytes',
    });
    expect(answer.status).toBe(404);
    expect(await bindings.MEDIA.head(`${workspaceId}/${id}`)).toBeNull();
  });
});

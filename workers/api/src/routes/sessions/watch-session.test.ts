import { sessionViewSchema } from '@waqtor/contracts';
import type { Page, SessionHealth, SessionView, TimelineEntry } from '@waqtor/contracts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';
import { until } from '../../testing/test-socket.ts';
import { callWith, withObjects } from '../../testing/with-objects.ts';

const OK = { ok: true, value: null } as const;
const healthAt = (toldAt: string): SessionHealth => ({
  memoryBytes: 70_000_000,
  lastEventAt: null,
  restarts: 0,
  toldAt,
});

const served = async (workspace: TestWorkspace) => {
  const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
  return { host, session: await host.serve(workspace.sessionId, () => null) };
};

describe('what is told of a session', () => {
  it('S-3 names its host, and says what the host told of it', async () => {
    const workspace = await newWorkspace();
    await served(workspace);
    const health = healthAt('2026-11-21T09:30:00.000Z');
    const sessionHealth = vi.fn(async () => ({ [workspace.sessionId]: health }));
    const env = withObjects({ fleet: { sessionHealth } });
    const page = await callWith(env, '/api/sessions', { key: workspace.apiKey });
    const { data } = await page.json<{ data: SessionView[] }>();
    expect(data.map((view) => sessionViewSchema.parse(view))).toMatchObject([{ hostName: 'test host', health }]);
    expect(sessionHealth.mock.calls).toEqual([[workspace.workspaceId]]);
  });

  it('S-3 goes without health when the fleet fails, and says why in the log alone', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const { apiKey } = await newWorkspace();
    const env = withObjects({ fleet: { sessionHealth: () => Promise.reject(new Error('x')) } });
    const answer = await callWith(env, '/api/session/state', { key: apiKey });
    expect([answer.status, (await answer.json<SessionView>()).health]).toEqual([200, null]);
    expect(warn.mock.calls.join()).toContain('the health of sessions is not known');
  });

  it('S-3 is not held up by a fleet that does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { apiKey } = await newWorkspace();
    const asked = vi.fn();
    const env = withObjects({ fleet: { sessionHealth: () => (asked(), new Promise(() => undefined)) } });
    const answering = callWith(env, '/api/session/state', { key: apiKey });
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    await vi.advanceTimersByTimeAsync(1_500);
    expect((await (await answering).json<SessionView>()).health).toBeNull();
  });

  it('K-1 has the same ETag while nothing but its health is new', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const read = (toldAt: string, etag = '') =>
      callWith(
        withObjects({ fleet: { sessionHealth: async () => ({ [sessionId]: healthAt(toldAt) }) } }),
        `/api/sessions/${sessionId}`,
        { key: apiKey, headers: { 'if-none-match': etag } },
      );
    const etag = (await read('2026-11-21T09:30:00.000Z')).headers.get('etag') ?? '';
    expect((await read('2026-11-21T09:31:00.000Z', etag)).status).toBe(304);
    await call(`/api/sessions/${sessionId}/stop`, { method: 'POST', key: apiKey });
    expect((await read('2026-11-21T09:31:00.000Z', etag)).status).toBe(200);
  });
});

describe('GET /api/sessions/{id}/timeline', () => {
  it('S-4 answers pages of what happened, and where the next one is', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const entry: TimelineEntry = { id: '7', at: '2026-11-21T09:30:00.000Z', kind: 'order', order: 'restart' };
    const page: Page<TimelineEntry> = { data: [entry], nextCursor: '6', hasMore: true };
    const timeline = vi.fn(async () => ({ ok: true, value: page }) as const);
    const path = `/api/sessions/${sessionId}/timeline?limit=1&cursor=8`;
    const answer = await callWith(withObjects({ room: { timeline } }), path, { key: apiKey });
    expect(await answer.json()).toEqual(page);
    expect(answer.headers.get('link')).toContain('cursor=6');
    expect(timeline.mock.calls).toEqual([[{ limit: 1, cursor: '8' }]]);
  });

  it('S-4 refuses a page of more than 100', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const answer = await call(`/api/sessions/${sessionId}/timeline?limit=101`, { key: apiKey });
    expect((await problemIn(answer)).code).toBe('validation_failed');
  });
});

describe('GET /api/sessions/{id}/qr.png', () => {
  it('S-2 draws the code in the size that is asked for, to be kept by nobody', async () => {
    const workspace = await newWorkspace();
    const path = `/api/sessions/${workspace.sessionId}/qr.png`;
    expect((await problemIn(await call(path, { key: workspace.apiKey }))).code).toBe('not_found');
    const { session } = await served(workspace);
    session.tell({ type: 'state', status: 'qr', reason: null, clientInfo: null });
    const expiresAt = new Date(Date.now() + 20_000).toISOString();
    session.tell({ type: 'qr', qr: '2@abc,def', attempt: 1, maxAttempts: 6, expiresAt });
    const picture = await until(
      () => call(`${path}?size=256`, { key: workspace.apiKey }),
      (answer) => answer.status === 200,
    );
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('cache-control')).toBe('no-store');
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([256, 256]);
  });

  it.each(['191', '1025', 'large'])('S-2 refuses the size %s', async (size) => {
    const { apiKey, sessionId } = await newWorkspace();
    const answer = await call(`/api/sessions/${sessionId}/qr.png?size=${size}`, { key: apiKey });
    expect((await problemIn(answer)).code).toBe('validation_failed');
  });
});

describe('POST /api/sessions/{id}/move', () => {
  const move = (env: typeof bindings, { apiKey, sessionId }: TestWorkspace, body: object) =>
    callWith(env, `/api/sessions/${sessionId}/move`, { key: apiKey, body });

  it('S-6 asks the fleet once, notes the order, and leaves a row', async () => {
    const workspace = await newWorkspace();
    const { hostId } = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    const moveSession = vi.fn(async () => OK);
    const noteOrder = vi.fn(async () => OK);
    const env = withObjects({ fleet: { moveSession }, room: { noteOrder } });
    const answer = await move(env, workspace, { hostId });
    expect(answer.status).toBe(202);
    expect(sessionViewSchema.parse(await answer.json()).sessionId).toBe(workspace.sessionId);
    expect(moveSession.mock.calls).toEqual([[workspace.sessionId, { hostId, isFresh: false }]]);
    expect(noteOrder.mock.calls).toEqual([['move']]);
    const row = await bindings.DB.prepare(
      "SELECT outcome, details FROM audit_rows WHERE workspace_id = ? AND action = 'session.moved'",
    )
      .bind(workspace.workspaceId)
      .first();
    expect(row).toEqual({ outcome: 'done', details: JSON.stringify({ hostId, isFresh: false }) });
  });

  it('S-6 takes a host of the operator', async () => {
    const workspace = await newWorkspace();
    const { hostId } = await TestHost.enrol(await newWorkspaceCode(null));
    const env = withObjects({ fleet: { moveSession: async () => OK }, room: { noteOrder: async () => OK } });
    expect((await move(env, workspace, { hostId, isFresh: true })).status).toBe(202);
  });

  it.each([
    ['host_not_eligible', { reason: 'login_elsewhere' }, 'host_not_eligible', 'login_elsewhere'],
    // The session exists: only the fleet has not heard of it yet.
    ['not_found', undefined, 'conflict', 'not_placed_yet'],
  ] as const)('S-6 tells that the fleet refuses: %s', async (code, details, told, reason) => {
    const workspace = await newWorkspace();
    const { hostId } = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    const moveSession = async () => ({ ok: false, code, ...(details ? { details } : {}) }) as const;
    const answer = await move(withObjects({ fleet: { moveSession } }), workspace, { hostId });
    expect(await problemIn(answer)).toMatchObject({ status: 409, code: told, reason });
  });

  it('S-6 moves although the line of the timeline is not written', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const workspace = await newWorkspace();
    const { hostId } = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    const noteOrder = () => Promise.reject(new Error('x'));
    const env = withObjects({ fleet: { moveSession: async () => OK }, room: { noteOrder } });
    expect((await move(env, workspace, { hostId })).status).toBe(202);
  });

  it('A-4 does not know a host of another workspace, or one that was removed', async () => {
    const [workspace, stranger] = [await newWorkspace(), await newWorkspace()];
    const moveSession = vi.fn();
    const env = withObjects({ fleet: { moveSession } });
    const theirs = await TestHost.enrol(await newWorkspaceCode(stranger.workspaceId));
    expect((await problemIn(await move(env, workspace, { hostId: theirs.hostId }))).code).toBe('not_found');
    const removed = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    await call(`/api/hosts/${removed.hostId}`, { method: 'DELETE', key: workspace.apiKey });
    expect((await problemIn(await move(env, workspace, { hostId: removed.hostId }))).code).toBe('not_found');
    expect(moveSession).not.toHaveBeenCalled();
  });
});

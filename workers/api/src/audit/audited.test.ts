import type { AuditRow } from '@waqtor/contracts';
import { findAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import { newApiKey } from '@waqtor/core/api-key/api-key';
import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bindings, call, newWorkspace, signIn } from '../testing/api-client.ts';
import type { TestWorkspace } from '../testing/api-client.ts';
import { newKey } from '../testing/test-keys.ts';
import { TestSocket, until } from '../testing/test-socket.ts';

const db = openDatabase(bindings.DB);

/** Rows of the workspace besides its reads, oldest first. */
const rowsOf = async ({ workspaceId }: TestWorkspace, isRead = false): Promise<AuditRow[]> => {
  const { results } = await bindings.DB.prepare(
    `SELECT id FROM audit_rows WHERE workspace_id = ? AND (action = 'data.read') = ? ORDER BY at, id`,
  )
    .bind(workspaceId, isRead ? 1 : 0)
    .all<{ id: string }>();
  const rows = await Promise.all(results.map(({ id }) => findAuditRow(db, workspaceId, id)));
  return rows.filter((row) => row !== null);
};
const summary = (rows: AuditRow[]) =>
  rows.map(({ action, outcome, target, details }) => [action, outcome, target?.kind, target?.id, details]);

const HOOK = { url: 'http://127.0.0.1:9/in', events: ['message.received'] };

afterEach(() => {
  vi.restoreAllMocks();
});

describe('every described act leaves one row', () => {
  it('G-7 of sessions: made, controlled by either path', async () => {
    const workspace = await newWorkspace();
    const before = (await rowsOf(workspace)).length;
    const { apiKey: key, sessionId } = workspace;
    const created = await call('/api/sessions', { key, body: { name: 'Branch of +966500000009' } });
    const { sessionId: branch } = (await created.json()) as { sessionId: string };
    for (const command of ['start', 'restart', 'logout', 'stop']) {
      await call(`/api/sessions/${branch}/${command}`, { method: 'POST', key });
    }
    await call('/api/session/restart', { method: 'POST', key });
    const rows = (await rowsOf(workspace)).slice(before);
    expect(summary(rows)).toEqual([
      ['session.created', 'done', 'session', branch, {}],
      ['session.controlled', 'done', 'session', branch, { command: 'start' }],
      ['session.controlled', 'done', 'session', branch, { command: 'restart' }],
      ['session.controlled', 'done', 'session', branch, { command: 'logout' }],
      ['session.controlled', 'done', 'session', branch, { command: 'stop' }],
      ['session.controlled', 'done', 'session', sessionId, { command: 'restart' }],
    ]);
  });

  it('G-7 of webhooks: made, changed, tested, removed', async () => {
    const workspace = await newWorkspace();
    const before = (await rowsOf(workspace)).length;
    const { apiKey: key } = workspace;
    const { id } = (await (await call('/api/webhooks', { key, body: HOOK })).json()) as { id: string };
    await call(`/api/webhooks/${id}`, { method: 'PATCH', key, body: { description: 'x', enabled: false } });
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('ok'));
    await call(`/api/webhooks/${id}/test`, { method: 'POST', key });
    await call(`/api/webhooks/${id}`, { method: 'DELETE', key });
    expect(summary((await rowsOf(workspace)).slice(before))).toEqual([
      ['webhook.created', 'done', 'webhook', id, {}],
      ['webhook.changed', 'done', 'webhook', id, { fields: 'description,enabled' }],
      ['webhook.tested', 'done', 'webhook', id, {}],
      ['webhook.deleted', 'done', 'webhook', id, {}],
    ]);
  });

  it('G-7 names who did it: the key or the person, the address that the edge saw, the request', async () => {
    const workspace = await newWorkspace();
    const before = (await rowsOf(workspace)).length;
    const { id } = await newKey(workspace);
    const headers = { 'cf-connecting-ip': '192.0.2.7', 'x-request-id': 'req-of-mine-01', 'x-forwarded-for': '6.6.6.6' };
    const path = `/api/sessions/${workspace.sessionId}/stop`;
    await call(path, { method: 'POST', key: workspace.apiKey, headers });
    const cookie = await signIn(workspace.email);
    await call(path, { method: 'POST', headers: { cookie, origin: 'http://waqtor.test' } });
    const rows = (await rowsOf(workspace)).slice(before).filter((row) => row.action === 'session.controlled');
    expect(rows[0]).toMatchObject({ actor: { kind: 'key' }, ip: '192.0.2.7', requestId: 'req-of-mine-01' });
    expect(rows[0]?.actor.id).not.toBe(id);
    expect(rows[1]).toMatchObject({ actor: { kind: 'user', id: workspace.userId, name: 'Owner' } });
  });

  it('G-7 of sends: one row for an actor and a session, counted', async () => {
    const workspace = await newWorkspace();
    const second = await newKey(workspace);
    const send = (key: string) =>
      call('/api/messages/send-text', { key, body: { chatId: '966500000002@c.us', text: 'the secret text' } });
    await Promise.all(Array.from({ length: 5 }, () => send(workspace.apiKey)));
    await send(second.text);
    const sent = async () => (await rowsOf(workspace)).filter((row) => row.action === 'message.sent');
    const rows = await until(sent, (found) => found.length >= 2);
    expect(rows).toHaveLength(2);
    expect(rows.map((row) => row.target)).toEqual(Array(2).fill({ kind: 'session', id: workspace.sessionId }));
    expect(new Set(rows.map((row) => row.actor.id)).size).toBe(2);
  });

  it('G-7 of reads: one row for an actor and a resource, none for reads of oneself and for refusals', async () => {
    const workspace = await newWorkspace();
    const { apiKey: key } = workspace;
    for (const path of ['/api/webhooks', '/api/v1/webhooks', '/api/events', '/api/user', '/api/webhooks/whk_nothing']) {
      await call(path, { key });
    }
    const rows = await until(
      () => rowsOf(workspace, true),
      (found) => found.length >= 2,
    );
    expect(rows.map((row) => row.target?.kind).sort()).toEqual(['events', 'webhooks']);
  });

  it('G-7 of reads: who listens live has a row too', async () => {
    const workspace = await newWorkspace();
    const response = await call('/ws', { key: workspace.apiKey, headers: { upgrade: 'websocket' } });
    new TestSocket(response).close();
    const rows = await until(
      () => rowsOf(workspace, true),
      (found) => found.length >= 1,
    );
    expect(rows).toMatchObject([{ action: 'data.read', target: { kind: 'live', id: null } }]);
  });

  it('G-7 of reads: a key that is used from elsewhere at the same time has a row of its own', async () => {
    const workspace = await newWorkspace();
    const from = (ip: string) => call('/api/events', { key: workspace.apiKey, headers: { 'cf-connecting-ip': ip } });
    await from('2001:db8:a::1');
    await from('2001:db8:a::2');
    await from('2001:db8:b::1');
    const rows = await until(
      () => rowsOf(workspace, true),
      (found) => found.length >= 2,
    );
    expect(rows.map((row) => row.ip)).toEqual(['2001:db8:a::1', '2001:db8:b::1']);
  });
});

describe('an act of an object', () => {
  it('G-7 that is refused says so, with the code', async () => {
    const workspace = await newWorkspace();
    const before = (await rowsOf(workspace)).length;
    const { apiKey: key, sessionId } = workspace;
    await call(`/api/sessions/${sessionId}/stop`, { method: 'POST', key });
    const refused = await call(`/api/sessions/${sessionId}/restart`, { method: 'POST', key });
    expect(refused.status).toBe(409);
    expect(summary((await rowsOf(workspace)).slice(before + 1))).toEqual([
      ['session.controlled', 'refused', 'session', sessionId, { command: 'restart', code: 'session_not_linked' }],
    ]);
  });

  it('G-7 that broke stays attempted: nobody knows what it did', async () => {
    const workspace = await newWorkspace();
    const before = (await rowsOf(workspace)).length;
    const { apiKey: key, workspaceId, sessionId } = workspace;
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const stub = bindings.SESSION_ROOM.getByName(`${workspaceId}/${sessionId}`);
    await runInDurableObject(stub, (object) => {
      vi.spyOn(Object.getPrototypeOf(object) as { control: () => unknown }, 'control').mockImplementation(() => {
        throw new Error('broken');
      });
    });
    expect((await call(`/api/sessions/${sessionId}/restart`, { method: 'POST', key })).status).toBe(503);
    expect(summary((await rowsOf(workspace)).slice(before))).toEqual([
      ['session.controlled', 'attempted', 'session', sessionId, { command: 'restart' }],
    ]);
  });

  it('G-7 that is not asked for at all (wrong input, another workspace) leaves none', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const before = [(await rowsOf(mine)).length, (await rowsOf(theirs)).length];
    await call('/api/webhooks', { key: mine.apiKey, body: {} });
    await call(`/api/sessions/${theirs.sessionId}/stop`, { method: 'POST', key: mine.apiKey });
    await call(`/api/sessions/${mine.sessionId}/stop`, { method: 'POST', key: newApiKey('test').text });
    expect([(await rowsOf(mine)).length, (await rowsOf(theirs)).length]).toEqual(before);
  });
});

describe('rows', () => {
  it('G-7 hold nothing personal: no address, number, name or text that was planted', async () => {
    const workspace = await newWorkspace();
    const { apiKey: key, sessionId } = workspace;
    const planted = ['966512345678', 'planted-text', 'planted-name', 'planted@waqtor.test', 'planted-path'];
    await call('/api/sessions', { key, body: { name: 'planted-name' } });
    await call('/api/messages/send-text', { key, body: { chatId: '966512345678', text: 'planted-text' } });
    await call('/api/chats/966512345678@c.us/mark-seen', { method: 'POST', key });
    await call(`/api/sessions/${sessionId}/pairing-code`, { key, body: { phone: '966512345678' } });
    const hook = { ...HOOK, url: 'http://127.0.0.1:9/planted-path', description: 'planted@waqtor.test' };
    const { id } = (await (await call('/api/webhooks', { key, body: hook })).json()) as { id: string };
    await call(`/api/webhooks/${id}`, { method: 'PATCH', key, body: { description: 'planted-text' } });
    await call('/api/messages?chatId=966512345678@c.us', { key });
    const kinds = ['session.created', 'message.sent', 'chat.marked_seen', 'webhook.changed', 'data.read'];
    const all = await until(
      async () => [...(await rowsOf(workspace)), ...(await rowsOf(workspace, true))],
      (rows) => kinds.every((kind) => rows.some((row) => row.action === kind)),
    );
    const { results } = await bindings.DB.prepare('SELECT * FROM audit_rows WHERE workspace_id = ?')
      .bind(workspace.workspaceId)
      .all();
    expect(results.length).toBeGreaterThanOrEqual(all.length);
    for (const text of [...planted, workspace.email]) expect(JSON.stringify(results)).not.toContain(text);
  });
});

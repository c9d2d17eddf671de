import { sessionViewSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';
import { until } from '../../testing/test-socket.ts';

describe('sessions', () => {
  it('S-3 answers the state of the default session on both paths', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const byDefault = sessionViewSchema.parse(await (await call('/api/session/state', { key: apiKey })).json());
    const byId = sessionViewSchema.parse(await (await call(`/api/sessions/${sessionId}`, { key: apiKey })).json());
    expect(byDefault).toEqual(byId);
    expect(byDefault).toMatchObject({ sessionId, isDefault: true, name: 'Main' });
  });

  it('S-3 adds sessions that are not the default and lists them all', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const created = await call('/api/sessions', { key: apiKey, body: { name: '  Branch  ' } });
    expect(created.status).toBe(201);
    const branch = sessionViewSchema.parse(await created.json());
    expect(branch).toMatchObject({ name: 'Branch', isDefault: false });
    const list = (await (await call('/api/sessions', { key: apiKey })).json()) as { data: { sessionId: string }[] };
    expect(list.data.map((session) => session.sessionId)).toEqual([sessionId, branch.sessionId]);
  });

  it('S-3 makes the object of a session whose creation broke half-way', async () => {
    const { apiKey, workspaceId } = await newWorkspace();
    const id = newId('ses');
    await bindings.DB.prepare(
      'INSERT INTO sessions (id, workspace_id, name, is_default, created_at) VALUES (?, ?, ?, 0, 1)',
    )
      .bind(id, workspaceId, 'Half')
      .run();
    const state = await call(`/api/sessions/${id}`, { key: apiKey });
    expect(await state.json()).toMatchObject({ sessionId: id, name: 'Half' });
  });

  it('S-1 answers 202 with the new wish and a reason in the language of the reader', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const stop = (language: string) =>
      call(`/api/sessions/${sessionId}/stop`, {
        method: 'POST',
        key: apiKey,
        headers: { 'accept-language': language },
      });
    const response = await stop('en');
    expect(response.status).toBe(202);
    const english = sessionViewSchema.parse(await response.json());
    const arabic = sessionViewSchema.parse(await (await stop('ar')).json());
    expect(english).toMatchObject({ desired: 'stopped', status: 'stopped' });
    expect(english.reason?.message).toMatch(/[a-z]/);
    expect(arabic.reason?.message).toMatch(/[\u0600-\u06ff]/);
  });

  it('S-2 draws the code to scan, while there is one', async () => {
    const workspace = await newWorkspace();
    const { apiKey, sessionId } = workspace;
    const path = `/api/sessions/${sessionId}/qr.svg`;
    expect((await problemIn(await call(path, { key: apiKey }))).code).toBe('not_found');
    const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    const session = await host.serve(sessionId, () => null);
    session.tell({ type: 'state', status: 'qr', reason: null, clientInfo: null });
    const expiresAt = new Date(Date.now() + 20_000).toISOString();
    session.tell({ type: 'qr', qr: '2@abc,def', attempt: 1, maxAttempts: 6, expiresAt });
    const response = await until(
      () => call(path, { key: apiKey }),
      (answer) => answer.status === 200,
    );
    expect(response.headers.get('content-type')).toContain('image/svg+xml');
    expect(await response.text()).toMatch(/^<svg /);
  });

  it.each([
    ['call me', 'not_a_number'],
    ['0500000001', 'needs_country_code'],
    ['123456', 'wrong_length'],
  ])('S-2 refuses a pairing code for %j and says how a number is written', async (phone, reason) => {
    const { apiKey, sessionId } = await newWorkspace();
    const response = await call(`/api/sessions/${sessionId}/pairing-code`, { key: apiKey, body: { phone } });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 422, code: 'invalid_phone', reason });
    expect(problem.detail).toContain('country code');
    expect(JSON.stringify(problem)).not.toContain(phone);
  });

  it('S-2 answers the pairing code that the host got', async () => {
    const workspace = await newWorkspace();
    const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    const value = { code: 'ABCD1234', expiresAt: new Date(Date.now() + 60_000).toISOString() };
    const session = await host.serve(workspace.sessionId, () => ({ result: 'done', waMessageId: null, value }));
    session.tell({ type: 'state', status: 'qr', reason: null, clientInfo: null });
    const path = `/api/sessions/${workspace.sessionId}`;
    await until(
      async () => (await (await call(path, { key: workspace.apiKey })).json()) as { status: string },
      (state) => state.status === 'qr',
    );
    const response = await call(`${path}/pairing-code`, { key: workspace.apiKey, body: { phone: '+966 50 000 0001' } });
    expect(await response.json()).toEqual(value);
  });
});

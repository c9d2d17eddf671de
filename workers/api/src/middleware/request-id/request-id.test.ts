import type { Outcome } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { call, newWorkspace } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { until } from '../../testing/test-socket.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';

const served = async () => {
  const workspace = await newWorkspace();
  const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
  await call(`/api/sessions/${workspace.sessionId}/start`, { method: 'POST', key: workspace.apiKey });
  const answer = (kind: string): Partial<Outcome> => ({ result: kind === 'send_text' ? 'sent' : 'done' });
  return { workspace, session: await host.serve(workspace.sessionId, (command) => answer(command.payload.kind)) };
};

describe('X-Request-Id', () => {
  it('R-4 goes with the command to the host, and back to whoever asked', async () => {
    const { workspace, session } = await served();
    const ask = async (path: string, requestId: string, body: unknown = {}) => {
      const response = await call(path, { key: workspace.apiKey, headers: { 'x-request-id': requestId }, body });
      expect(response.headers.get('x-request-id')).toBe(requestId);
    };
    await ask('/api/messages/send-text', 'request-send-1', { chatId: '966500000002', text: 'hello' });
    await ask(`/api/sessions/${workspace.sessionId}/restart`, 'request-restart-1');
    const byKind = () =>
      Object.fromEntries(session.commands.map(({ payload, requestId }) => [payload.kind, requestId]));
    await until(byKind, (found) => 'restart' in found);
    expect(byKind()).toMatchObject({
      send_text: 'request-send-1',
      restart: 'request-restart-1',
    });
  });

  it('R-4 is made where none was given, another for each request', async () => {
    const ids = [await call('/healthz'), await call('/healthz')].map(({ headers }) => headers.get('x-request-id'));
    expect(ids[0]).toMatch(/^req_[0-9A-Z]{26}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

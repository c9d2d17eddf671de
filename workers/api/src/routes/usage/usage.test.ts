import { usageSchema } from '@waqtor/contracts';
import type { Usage } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newKey, newWorkspaceCode } from '../../testing/test-keys.ts';
import { MAX_ENDPOINTS, MAX_LIVE_KEYS, MAX_SESSIONS } from '../../usage/resource-limits.ts';

const read = async (key: string): Promise<Usage> => usageSchema.parse(await (await call('/api/usage', { key })).json());
const meter = async (key: string, id: string) => (await read(key)).data.find((one) => one.id === id);

describe('usage', () => {
  it('A-6 counts every request of the workspace, by whichever key, this one included', async () => {
    const workspace = await newWorkspace();
    const other = await newKey(workspace);
    const before = (await meter(workspace.apiKey, 'requests_today'))?.used ?? 0;
    for (let asked = 0; asked < 300; asked += 1) await call('/api/keys', { key: other.text });
    const after = await meter(workspace.apiKey, 'requests_today');
    expect(after?.used).toBe(before + 301);
    expect(after?.limit).toBe(Number(bindings.WAQTOR_QUOTA_REQUESTS_PER_DAY));
    const midnight = new Date(after?.resetsAt ?? '');
    expect([midnight.getTime() % 86_400_000, midnight.getTime() > Date.now()]).toEqual([0, true]);
  });

  it('A-6 counts what the workspace has, with the limits that hold, and nothing of another', async () => {
    const [workspace, other] = [await newWorkspace(), await newWorkspace()];
    await newKey(workspace);
    await newKey(workspace, { expiresAt: new Date(1) });
    await call('/api/webhooks', {
      key: workspace.apiKey,
      body: { url: 'http://127.0.0.1:9/x', events: ['message.received'] },
    });
    await newKey(other);
    const { data } = await read(workspace.apiKey);
    const counts = Object.fromEntries(data.map(({ id, used, limit }) => [id, [used, limit]]));
    expect(counts).toMatchObject({
      messages_sent_today: [0, null],
      sessions: [1, MAX_SESSIONS],
      api_keys: [2, MAX_LIVE_KEYS],
      webhooks: [1, MAX_ENDPOINTS],
    });
    expect(counts.members?.[0]).toBe(1);
  });

  it('A-6 counts the messages that the sessions sent today', async () => {
    const workspace = await newWorkspace();
    const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    await call(`/api/sessions/${workspace.sessionId}/start`, { method: 'POST', key: workspace.apiKey });
    await host.serve(workspace.sessionId, () => ({ result: 'sent' }));
    const body = { chatId: '966500000002', text: 'hello' };
    expect((await call('/api/messages/send-text', { key: workspace.apiKey, body })).status).toBe(200);
    expect((await meter(workspace.apiKey, 'messages_sent_today'))?.used).toBe(1);
  });

  it('A-3 tells the policies that RateLimit-Policy tells', async () => {
    const { apiKey } = await newWorkspace();
    const response = await call('/api/usage', { key: apiKey });
    const told = response.headers.get('ratelimit-policy');
    const { policies } = usageSchema.parse(await response.json());
    expect(policies.map(({ name, limit, windowSeconds }) => `"${name}";q=${limit};w=${windowSeconds}`).join(', ')).toBe(
      told,
    );
  });
});

import { createdWebhookSchema, deliveryDetailSchema, webhookSchema, webhookTestResponse } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { callWith } from '../../testing/with-objects.ts';
import { MAX_ENDPOINTS } from '../../usage/resource-limits.ts';

const URL_OF_HOOK = 'https://hooks.waqtor.dev/in';
const create = (workspace: TestWorkspace, body: Record<string, unknown> = {}) =>
  call('/api/webhooks', { key: workspace.apiKey, body: { url: URL_OF_HOOK, events: ['message.received'], ...body } });
const created = async (workspace: TestWorkspace, body?: Record<string, unknown>) =>
  createdWebhookSchema.parse(await (await create(workspace, body)).json());

describe('webhooks', () => {
  it('W-3 shows the secret once and keeps it sealed', async () => {
    const workspace = await newWorkspace();
    const { id, secret } = await created(workspace);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const text = await (await call(`/api/webhooks/${id}`, { key: workspace.apiKey })).text();
    expect(webhookSchema.parse(JSON.parse(text)).id).toBe(id);
    expect(text).not.toContain('whsec_');
    const stub = bindings.WEBHOOK_ENDPOINT.getByName(`${workspace.workspaceId}/${id}`);
    const sealed = await runInDurableObject(stub, (_object, { storage }) =>
      storage.sql.exec<{ sealed_secrets: string }>('SELECT sealed_secrets FROM settings').one(),
    );
    const [box = ''] = JSON.parse(sealed.sealed_secrets) as string[];
    expect(await open(bindings.WAQTOR_DATA_KEY ?? '', id, box)).toBe(secret);
  });

  it('W-3 lists, changes and removes endpoints', async () => {
    const workspace = await newWorkspace();
    const { id } = await created(workspace);
    const path = `/api/webhooks/${id}`;
    const patch = { enabled: false, description: 'orders' };
    const changed = await call(path, { method: 'PATCH', key: workspace.apiKey, body: patch });
    expect(webhookSchema.parse(await changed.json())).toMatchObject({ ...patch, url: URL_OF_HOOK });
    const list = (await (await call('/api/webhooks', { key: workspace.apiKey })).json()) as { data: { id: string }[] };
    expect(list.data.map((webhook) => webhook.id)).toEqual([id]);
    expect((await call(path, { method: 'DELETE', key: workspace.apiKey })).status).toBe(204);
    expect((await problemIn(await call(path, { key: workspace.apiKey }))).code).toBe('not_found');
  });

  it('W-3 lets a workspace have 20, also when they are asked for at once', async () => {
    const workspace = await newWorkspace();
    const answers = await Promise.all(Array.from({ length: MAX_ENDPOINTS + 3 }, () => create(workspace)));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(MAX_ENDPOINTS);
    const refused = answers.filter((answer) => answer.status !== 201);
    for (const answer of refused) expect((await problemIn(answer)).code).toBe('too_many_endpoints');
  });

  it.each([
    ['plain http to the internet', 'http://hooks.waqtor.dev/in'],
    ['a private address', 'https://10.0.0.1/in'],
    ['a private address in another notation', 'https://0x7f.1/in'],
    ['the metadata service', 'https://169.254.169.254/latest'],
    ['credentials in the address', 'https://user:pass@hooks.waqtor.dev/in'],
    ['a port of something else', 'https://hooks.waqtor.dev:22/in'],
  ])('W-9 refuses %s, at creation and on change', async (_title, url) => {
    const workspace = await newWorkspace();
    const { id } = await created(workspace);
    const change = call(`/api/webhooks/${id}`, { method: 'PATCH', key: workspace.apiKey, body: { url } });
    for (const answer of [await create(workspace, { url }), await change]) {
      expect(await problemIn(answer)).toMatchObject({ code: 'url_not_allowed', errors: [{ pointer: '/url' }] });
    }
  });

  it('W-9 opens loopback where the deployment says so', async () => {
    const workspace = await newWorkspace();
    expect((await create(workspace, { url: 'http://127.0.0.1:9/in' })).status).toBe(201);
  });

  it('W-9 keeps the ports of the deployment closed where loopback is open, and says that they are its own', async () => {
    const workspace = await newWorkspace();
    const env = { ...bindings, WAQTOR_OWN_PORTS: '9464' };
    const ask = (url: string) =>
      callWith(env, '/api/webhooks', { key: workspace.apiKey, body: { url, events: ['message.received'] } });
    const own = new URL(bindings.WAQTOR_PUBLIC_URL ?? '').port || '80';
    for (const port of [own, '9464']) {
      expect(await problemIn(await ask(`http://127.0.0.1:${port}/api`))).toMatchObject({
        status: 422,
        code: 'url_not_allowed',
        errors: [{ pointer: '/url', code: 'own_host' }],
      });
    }
    expect((await ask('http://127.0.0.1:9465/in')).status).toBe(201);
  });

  it('W-3 refuses an event that is not in the catalogue', async () => {
    const workspace = await newWorkspace();
    expect(await problemIn(await create(workspace, { events: ['message.recieved'] }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/events/0' }],
    });
  });

  it('W-5 makes a test delivery and says what came of it, also while the endpoint is disabled', async () => {
    const workspace = await newWorkspace();
    const { id } = await created(workspace, { url: 'http://127.0.0.1:9/in', enabled: false });
    const answer = await call(`/api/webhooks/${id}/test`, { method: 'POST', key: workspace.apiKey });
    // Nobody listens there: the attempt was made, and its failure is the answer.
    expect(webhookTestResponse.parse(await answer.json())).toMatchObject({ status: null });
    const unknown = await call('/api/webhooks/whk_0000000000/test', { method: 'POST', key: workspace.apiKey });
    expect((await problemIn(unknown)).code).toBe('not_found');
  });

  it('W-5 lists the deliveries of an endpoint and shows one with its attempts', async () => {
    const workspace = await newWorkspace();
    const { id } = await created(workspace, { url: 'http://127.0.0.1:9/in' });
    expect((await call(`/api/webhooks/${id}/test`, { method: 'POST', key: workspace.apiKey })).status).toBe(200);
    const logs = (await (await call(`/api/webhooks/${id}/logs`, { key: workspace.apiKey })).json()) as {
      data: { id: string; isTest: boolean }[];
    };
    expect(logs.data).toMatchObject([{ isTest: true, eventType: 'webhook.test' }]);
    const detail = await call(`/api/webhooks/${id}/logs/${logs.data[0]?.id ?? ''}`, { key: workspace.apiKey });
    expect(deliveryDetailSchema.parse(await detail.json()).attemptLog).toMatchObject([{ attempt: 1 }]);
    const unknown = await call(`/api/webhooks/${id}/logs/dlv_0000000000`, { key: workspace.apiKey });
    expect((await problemIn(unknown)).code).toBe('not_found');
  });

  it('W-5 refuses a cursor that is not ours', async () => {
    const workspace = await newWorkspace();
    const { id } = await created(workspace);
    const paths = [`/api/webhooks/${id}/logs`, '/api/chats', '/api/messages'];
    for (const path of paths) {
      const problem = await problemIn(await call(`${path}?cursor=forged`, { key: workspace.apiKey }));
      expect([path, problem.status, problem.code]).toEqual([path, 400, 'invalid_cursor']);
    }
  });
});

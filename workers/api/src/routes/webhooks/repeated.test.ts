import { createdWebhookSchema, rotatedSecretSchema } from '@waqtor/contracts';
import type { WebhookEndpointRpc } from '@waqtor/contracts';
import { endpointName } from '@waqtor/core/object-name';
import { open } from '@waqtor/core/sealed-box';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { callWith, withObjects } from '../../testing/with-objects.ts';

const HOOK = { url: 'http://127.0.0.1:9/in', events: ['message.received'] };
const newKey = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const endpoint = ({ workspaceId }: TestWorkspace, id: string): WebhookEndpointRpc =>
  bindings.WEBHOOK_ENDPOINT.getByName(endpointName(workspaceId, id)) as unknown as WebhookEndpointRpc;
const idsOf = async ({ apiKey }: TestWorkspace): Promise<string[]> => {
  const list = await (await call('/api/webhooks', { key: apiKey })).json<{ data: { id: string }[] }>();
  return list.data.map(({ id }) => id);
};
/** What the endpoint signs by, newest first. */
const secretsOf = async ({ workspaceId }: TestWorkspace, id: string): Promise<string[]> => {
  const stub = bindings.WEBHOOK_ENDPOINT.getByName(endpointName(workspaceId, id));
  const { sealed } = await runInDurableObject(stub, (_object, { storage }) =>
    storage.sql.exec<{ sealed: string }>('SELECT sealed_secrets AS sealed FROM settings').one(),
  );
  return Promise.all((JSON.parse(sealed) as string[]).map((box) => open(bindings.WAQTOR_DATA_KEY ?? '', id, box)));
};
/** Objects that do what they are asked, and whose answer to this call never arrives. */
const losing = (workspace: TestWorkspace, name: 'create' | 'rotateSecret' | 'remove', id = '') =>
  withObjects({
    endpoint: {
      [name]: async (...args: unknown[]) => {
        const of = id === '' ? (args[0] as { endpointId: string }).endpointId : id;
        await (endpoint(workspace, of)[name] as (...values: unknown[]) => Promise<unknown>)(...args);
        throw new Error('The connection was lost.');
      },
    },
  });
const made = async (workspace: TestWorkspace) =>
  createdWebhookSchema.parse(await (await call('/api/webhooks', { key: workspace.apiKey, body: HOOK })).json());

describe('a webhook request whose answer was lost', () => {
  it('W-3 K-1 makes one endpoint with its key, and the repetition shows the secret that it signs by', async () => {
    const workspace = await newWorkspace();
    const request = { key: workspace.apiKey, headers: newKey(), body: HOOK };
    expect((await callWith(losing(workspace, 'create'), '/api/webhooks', request)).status).toBe(503);
    const [id = ''] = await idsOf(workspace);
    const again = createdWebhookSchema.parse(await (await call('/api/webhooks', request)).json());
    expect(again.id).toBe(id);
    expect(await secretsOf(workspace, id)).toEqual([again.secret]);
    expect(await idsOf(workspace)).toEqual([id]);
  });

  it('W-3 K-1 makes another endpoint for another key, another body, or without a key', async () => {
    const workspace = await newWorkspace();
    const headers = newKey();
    const ask = (change: object) => call('/api/webhooks', { key: workspace.apiKey, body: HOOK, ...change });
    const answers = [await ask({ headers }), await ask({ headers: newKey() }), await ask({}), await ask({})];
    const all = await Promise.all(answers.map(async (answer) => createdWebhookSchema.parse(await answer.json())));
    expect(new Set(all.map(({ id }) => id)).size).toBe(4);
    expect(new Set(all.map(({ secret }) => secret)).size).toBe(4);
  });

  it('W-3 K-1 says that the key was used, when its endpoint was removed before the repetition', async () => {
    const workspace = await newWorkspace();
    const request = { key: workspace.apiKey, headers: newKey(), body: HOOK };
    await callWith(losing(workspace, 'create'), '/api/webhooks', request);
    const [id = ''] = await idsOf(workspace);
    expect((await call(`/api/webhooks/${id}`, { method: 'DELETE', key: workspace.apiKey })).status).toBe(204);
    expect(await problemIn(await call('/api/webhooks', request))).toMatchObject({
      status: 422,
      code: 'idempotency_key_reused',
    });
    expect(await idsOf(workspace)).toEqual([]);
  });

  it('W-3 K-1 rotates once with its key: the repetition shows the new secret, and the old one keeps its grace', async () => {
    const workspace = await newWorkspace();
    const { id, secret: old } = await made(workspace);
    const path = `/api/webhooks/${id}/rotate-secret`;
    const request = { key: workspace.apiKey, headers: newKey(), body: { graceSeconds: 3600 } };
    expect((await callWith(losing(workspace, 'rotateSecret', id), path, request)).status).toBe(503);
    const { secret, previousSecretExpiresAt } = rotatedSecretSchema.parse(await (await call(path, request)).json());
    expect(await secretsOf(workspace, id)).toEqual([secret, old]);
    expect(Date.parse(previousSecretExpiresAt ?? '')).toBeGreaterThan(Date.now());
  });

  it('W-3 K-1 does not bring a secret back that another rotation followed, and says why', async () => {
    const workspace = await newWorkspace();
    const { id } = await made(workspace);
    const path = `/api/webhooks/${id}/rotate-secret`;
    const late = { key: workspace.apiKey, headers: newKey(), body: { graceSeconds: 0 } };
    await callWith(losing(workspace, 'rotateSecret', id), path, late);
    const newest = rotatedSecretSchema.parse(await (await call(path, { ...late, headers: newKey() })).json());
    expect(await problemIn(await call(path, late))).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(await secretsOf(workspace, id)).toEqual([newest.secret]);
  });

  it('W-3 removes for good, and a removal that is repeated finds nothing', async () => {
    const workspace = await newWorkspace();
    const { id } = await made(workspace);
    const remove = { method: 'DELETE', key: workspace.apiKey };
    expect((await callWith(losing(workspace, 'remove', id), `/api/webhooks/${id}`, remove)).status).toBe(503);
    expect(await idsOf(workspace)).toEqual([]);
    expect((await call(`/api/webhooks/${id}`, remove)).status).toBe(404);
    const used = await bindings.DB.prepare('SELECT id FROM webhook_endpoints WHERE id = ?').bind(id).all();
    expect(used.results).toEqual([]);
  });

  it('W-3 forgets a row of the index whose object is gone, as soon as somebody lists', async () => {
    const workspace = await newWorkspace();
    const id = 'whk_00000000000000000000000000';
    await bindings.DB.prepare('INSERT INTO webhook_endpoints (id, workspace_id, created_at) VALUES (?, ?, ?)')
      .bind(id, workspace.workspaceId, Date.now())
      .run();
    expect(await idsOf(workspace)).toEqual([]);
    const left = await bindings.DB.prepare('SELECT id FROM webhook_endpoints WHERE id = ?').bind(id).all();
    expect(left.results).toEqual([]);
  });
});

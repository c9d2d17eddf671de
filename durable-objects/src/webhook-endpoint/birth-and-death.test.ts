import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { MAX_WEBHOOK_ENDPOINTS, type ClientHubRpc, type EndpointInit } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { hubName } from '@waqtor/core/object-name';
import { openDatabase } from '@waqtor/db/queries/database';
import { listWebhookEndpoints } from '@waqtor/db/queries/webhook-endpoints';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientHub } from '../client-hub/client-hub.ts';
import {
  createEndpoint,
  endpointOf,
  endpointStub,
  event,
  forgetEndpoints,
  newEndpoint,
  objectsEnv,
  playReceiver,
  until,
  valueOf,
} from './endpoint.fixture.ts';
import { Registration } from './registration.ts';

const indexOf = async (workspaceId: string): Promise<string[]> =>
  (await listWebhookEndpoints(openDatabase(objectsEnv.DB), workspaceId)).map(({ id }) => id);
const hubOf = (workspaceId: string): ClientHubRpc =>
  objectsEnv.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as ClientHubRpc;
const publish = (workspaceId: string, n: number) =>
  hubOf(workspaceId).append(workspaceId, {
    producerId: 'ses_0000000000',
    generation: 'sto_0000000000',
    items: [{ n, event: event() }],
  });

const wish = async (workspaceId = newId('wsp')): Promise<EndpointInit> => {
  const { secret: _, ...init } = await newEndpoint({ workspaceId });
  return init;
};
/** The process dies right after the transaction: nobody was told, and nothing that was in memory is there. */
const dieAfterCommit = async (init: EndpointInit, act: () => Promise<unknown>): Promise<void> => {
  vi.spyOn(Registration.prototype, 'run').mockRejectedValueOnce(new Error('killed'));
  await act();
  const stub = endpointStub(init.workspaceId, init.endpointId);
  await runInDurableObject(stub, (_, state) => state.abort('killed')).catch(() => undefined);
};
/** The alarm that the dead process left behind: it is armed, and comes now. */
const awake = async ({ workspaceId, endpointId }: EndpointInit): Promise<void> => {
  const stub = endpointStub(workspaceId, endpointId);
  await runInDurableObject(stub, async (_, { storage }) => {
    expect(await storage.getAlarm()).not.toBeNull();
    storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'register'`);
  });
  await runDurableObjectAlarm(stub);
};

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined));
afterEach(forgetEndpoints);

describe('birth of an endpoint, cut off between its steps', () => {
  it('W-3 is in the index and hears the hub by alarm, when it died before either was told', async () => {
    const received = playReceiver(() => new Response('ok'));
    const init = await wish();
    const create = () => endpointOf(init.workspaceId, init.endpointId).create(init);
    await dieAfterCommit(init, async () => {
      expect(await create()).toMatchObject({ ok: false, code: 'unavailable' });
    });
    expect(await indexOf(init.workspaceId)).toEqual([]);
    await awake(init);
    expect(await indexOf(init.workspaceId)).toEqual([init.endpointId]);
    await publish(init.workspaceId, 1);
    await until(() => received.length === 1);
  });

  it('W-3 is finished by a repetition that comes before the alarm, and is one endpoint', async () => {
    const init = await wish();
    const create = () => endpointOf(init.workspaceId, init.endpointId).create(init);
    await dieAfterCommit(init, create);
    expect(valueOf(await create()).id).toBe(init.endpointId);
    expect(await indexOf(init.workspaceId)).toEqual([init.endpointId]);
  });

  it('W-3 stays silent while the index does not have it: nobody could stop it', async () => {
    const received = playReceiver(() => new Response('ok'));
    const init = await wish();
    await dieAfterCommit(init, () => endpointOf(init.workspaceId, init.endpointId).create(init));
    await publish(init.workspaceId, 1);
    const other = await createEndpoint({ workspaceId: init.workspaceId });
    await publish(init.workspaceId, 2);
    await until(() => received.some(({ url }) => url === other.url));
    expect(received.filter(({ url }) => url === init.url)).toEqual([]);
  });

  it('W-3 is found although the hub was away, and hears it by alarm', async () => {
    const put = vi.spyOn(ClientHub.prototype, 'putEndpoint').mockRejectedValueOnce(new Error('away'));
    const init = await wish();
    expect(valueOf(await endpointOf(init.workspaceId, init.endpointId).create(init)).id).toBe(init.endpointId);
    expect(await indexOf(init.workspaceId)).toEqual([init.endpointId]);
    await until(() => put.mock.calls.length === 2);
  });

  it('W-3 leaves nothing behind where there is no place, and may be asked for again when there is', async () => {
    const { workspaceId } = await wish();
    const others = await Promise.all(
      Array.from({ length: MAX_WEBHOOK_ENDPOINTS }, () => createEndpoint({ workspaceId })),
    );
    const init = await wish(workspaceId);
    const rpc = endpointOf(workspaceId, init.endpointId);
    expect(await rpc.create(init)).toMatchObject({ ok: false, code: 'too_many_endpoints' });
    expect(await rpc.describe()).toMatchObject({ ok: false, code: 'not_found' });
    await others[0]?.rpc.remove();
    expect(valueOf(await rpc.create(init)).id).toBe(init.endpointId);
    expect(await indexOf(workspaceId)).toHaveLength(MAX_WEBHOOK_ENDPOINTS);
  });
});

describe('death of an endpoint, cut off between its steps', () => {
  it('W-3 leaves index and hub by alarm, when it died before either was told', async () => {
    const received = playReceiver(() => new Response('ok'));
    const init = await wish();
    const rpc = () => endpointOf(init.workspaceId, init.endpointId);
    await rpc().create(init);
    await dieAfterCommit(init, async () => expect(await rpc().remove()).toEqual({ ok: true, value: null }));
    expect(await indexOf(init.workspaceId)).toEqual([init.endpointId]);
    expect(await rpc().describe()).toMatchObject({ ok: false, code: 'not_found' });
    const removed = vi.spyOn(ClientHub.prototype, 'removeEndpoint');
    await awake(init);
    expect(await indexOf(init.workspaceId)).toEqual([]);
    expect(removed.mock.calls).toEqual([[init.endpointId]]);
    expect(await rpc().create(init)).toMatchObject({ ok: false, code: 'not_found' });
    expect(received).toEqual([]);
  });

  it('W-3 leaves the hub by alarm, when only the index had heard of it', async () => {
    const removed = vi.spyOn(ClientHub.prototype, 'removeEndpoint').mockRejectedValueOnce(new Error('away'));
    const init = await wish();
    await endpointOf(init.workspaceId, init.endpointId).create(init);
    await endpointOf(init.workspaceId, init.endpointId).remove();
    expect(await indexOf(init.workspaceId)).toEqual([]);
    await until(() => removed.mock.calls.length === 2);
  });
});

describe('a change of an endpoint, cut off between its steps', () => {
  it('W-3 reaches the hub by alarm, and a repetition tells nobody twice that it was disabled', async () => {
    const init = await wish();
    const rpc = () => endpointOf(init.workspaceId, init.endpointId);
    await rpc().create(init);
    const put = vi.spyOn(ClientHub.prototype, 'putEndpoint');
    await dieAfterCommit(init, () => rpc().update({ enabled: false }));
    await awake(init);
    await until(() => put.mock.calls.some(([, { enabled }]) => !enabled));
    await rpc().update({ enabled: false });
    const told = async () =>
      (await hubOf(init.workspaceId).readEvents({ after: 0, limit: 10, types: ['webhook.disabled'] })).data;
    await until(async () => (await told()).length > 0);
    expect(await told()).toHaveLength(1);
  });
});

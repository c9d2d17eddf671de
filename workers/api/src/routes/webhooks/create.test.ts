import { createdWebhookSchema, webhookSchema } from '@waqtor/contracts';
import type { EndpointInit, EndpointPatch, Webhook } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { REFUSED_URLS } from '@waqtor/core/webhook/refused-urls.fixture';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertWebhookEndpoint } from '@waqtor/db/queries/webhook-endpoints';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { callWith, withObjects } from '../../testing/with-objects.ts';

const HOOK = { url: 'https://hooks.waqtor.dev/in', events: ['message.received'] };
/** Of RFC 1035: A and AAAA. */
const RECORD = { A: '1', AAAA: '28' };
let resolvers = 0;
/** A resolver of this test alone, which knows these addresses for every name; none, when it is away. */
const knowing = (addresses: string[] | 'away'): { WAQTOR_OUTBOUND_DOH_URL: string } => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
    if (addresses === 'away') throw new TypeError('Network connection lost.');
    const type = new URL(String(url)).searchParams.get('type');
    const ofType = addresses.filter((address) => (type === RECORD.AAAA) === address.includes(':'));
    return Response.json({ Status: 0, Answer: ofType.map((data) => ({ type: Number(type), TTL: 60, data })) });
  });
  return { WAQTOR_OUTBOUND_DOH_URL: `https://dns-${(resolvers += 1)}.waqtor.dev/query` };
};

afterEach(() => {
  vi.restoreAllMocks();
});

const create = (workspace: TestWorkspace, body: Record<string, unknown> = {}) =>
  call('/api/webhooks', { key: workspace.apiKey, body: { ...HOOK, ...body } });
const dataKey = bindings.WAQTOR_DATA_KEY ?? '';

const shown = (init: EndpointInit): Webhook => ({
  id: init.endpointId,
  url: init.url,
  events: init.events,
  sessionId: init.sessionId,
  description: init.description,
  retry: { profile: 'quick', attempts: 3, baseMs: 1000 },
  enabled: init.enabled,
  filter: init.filter,
  payload: init.payload,
  ordered: init.ordered,
  throttle: init.throttle,
  headerNames: init.headerNames,
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  previousSecretExpiresAt: null,
  createdAt: '2026-11-21T09:30:00.000Z',
  updatedAt: '2026-11-21T09:30:00.000Z',
});

/** An endpoint object that keeps what it was told, in place of the real one. */
const listeningEndpoint = () => {
  const told: { init?: EndpointInit; patch?: EndpointPatch } = {};
  const present = () => {
    if (!told.init) throw new Error('Nothing was created.');
    return Promise.resolve({ ok: true as const, value: shown(told.init) });
  };
  const env = withObjects({
    endpoint: {
      create: async (init) => {
        told.init = init;
        // As the object does it: nothing is found that is not in the index.
        const row = { id: init.endpointId, workspaceId: init.workspaceId, max: 1 };
        await insertWebhookEndpoint(openDatabase(bindings.DB), row, new Date());
        return present();
      },
      describe: present,
      update: (patch) => {
        told.patch = patch;
        return present();
      },
    },
  });
  return { env, told };
};
describe('creating a webhook', () => {
  it('W-9 refuses every address of the table with 422 and a pointer, and says why', async () => {
    const workspace = await newWorkspace();
    for (const [url, reason] of REFUSED_URLS) {
      const problem = await problemIn(await create(workspace, { url }));
      expect([url, problem.status, problem.code, problem.errors]).toMatchObject([
        url,
        422,
        'url_not_allowed',
        [{ pointer: '/url', code: reason }],
      ]);
    }
    const list = await (await call('/api/webhooks', { key: workspace.apiKey })).json();
    expect(list).toMatchObject({ data: [] });
  });

  it('W-9 refuses a name of which one address is not public, and takes one that is', async () => {
    const workspace = await newWorkspace();
    const { env } = listeningEndpoint();
    const made = (addresses: string[]) =>
      callWith({ ...env, ...knowing(addresses) }, '/api/webhooks', { key: workspace.apiKey, body: HOOK });
    expect(await problemIn(await made(['93.184.215.14', '10.0.0.1']))).toMatchObject({
      status: 422,
      code: 'url_not_allowed',
      errors: [{ pointer: '/url', code: 'private_address' }],
    });
    const taken = await made(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']);
    expect(createdWebhookSchema.parse(await taken.json()).warnings).toEqual([]);
  });

  it.each([
    ['has no address', []],
    ['cannot be looked up', 'away' as const],
  ])('W-9 takes a name that %s at present, with a warning', async (_title, answer) => {
    const workspace = await newWorkspace();
    const env = { ...listeningEndpoint().env, ...knowing(answer) };
    const made = await callWith(env, '/api/webhooks', { key: workspace.apiKey, body: HOOK });
    expect(made.status).toBe(201);
    expect(createdWebhookSchema.parse(await made.json()).warnings).toMatchObject([{ code: 'name_not_resolved' }]);
  });

  it('W-9 does not ask about loopback, where it is open', async () => {
    const workspace = await newWorkspace();
    const env = { ...listeningEndpoint().env, ...knowing(['10.0.0.1']) };
    const body = { ...HOOK, url: 'http://127.0.0.1:9/in' };
    expect((await callWith(env, '/api/webhooks', { key: workspace.apiKey, body })).status).toBe(201);
  });

  it('W-3 hands everything on, with secret and header values sealed for this endpoint alone', async () => {
    const workspace = await newWorkspace();
    const { env, told } = listeningEndpoint();
    const wish = {
      filter: { chats: ['*@g.us'], conditions: [{ path: 'data.type', op: 'eq', value: 'text' }] },
      payload: 'thin',
      ordered: true,
      throttle: { perSecond: 2.5 },
      enabled: false,
    };
    const headers = { Authorization: 'Bearer s3cret', 'X-Tenant': 'oasis' };
    const secret = 'own secret of 16+';
    const body = { ...HOOK, ...wish, headers, secret };
    const made = await callWith(env, '/api/webhooks', { key: workspace.apiKey, body });
    const text = await made.text();
    expect(text).not.toContain('s3cret');
    expect(createdWebhookSchema.parse(JSON.parse(text))).toMatchObject({
      ...wish,
      secret,
      headerNames: ['Authorization', 'X-Tenant'],
    });
    expect(told.init).toMatchObject({ ...wish, headerNames: ['Authorization', 'X-Tenant'] });
    const { endpointId = '', sealedHeaders, sealedSecret = '' } = told.init ?? {};
    expect(JSON.parse(await open(dataKey, endpointId, sealedHeaders ?? ''))).toEqual(headers);
    expect(await open(dataKey, endpointId, sealedSecret)).toBe(secret);
  });

  it('W-3 gives what is left out its default', async () => {
    const workspace = await newWorkspace();
    const { env, told } = listeningEndpoint();
    await callWith(env, '/api/webhooks', { key: workspace.apiKey, body: HOOK });
    expect(told.init).toMatchObject({
      filter: null,
      payload: 'full',
      ordered: false,
      throttle: null,
      sealedHeaders: null,
      headerNames: [],
      retry: { profile: 'extended' },
    });
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['a name of ours', { 'X-Waqtor-Signature': 'x' }, 'header_not_allowed', '/headers/X-Waqtor-Signature'],
    ['a name of HTTP', { 'X-Fine': 'x', 'content-Length': '5' }, 'header_not_allowed', '/headers/content-Length'],
    ['a name of proxies, with a tilde beside', { 'x~y': 'a', 'X~Y': 'b' }, 'header_not_allowed', '/headers/X~0Y'],
    ['a line break in a value', { 'X-A': 'a\r\nHost: b' }, 'validation_failed', '/headers/X-A'],
    [
      'more than 4,096 bytes',
      { A: 'v'.repeat(2000), B: 'v'.repeat(2000), C: 'v'.repeat(94) },
      'validation_failed',
      '/headers',
    ],
    [
      'more than 20',
      Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`X-${at}`, 'v'])),
      'validation_failed',
      '/headers',
    ],
  ])('W-9 refuses headers with %s, at creation and on change', async (_title, headers, code, pointer) => {
    const workspace = await newWorkspace();
    const { env } = listeningEndpoint();
    const made = await callWith(env, '/api/webhooks', { key: workspace.apiKey, body: HOOK });
    const { id } = createdWebhookSchema.parse(await made.json());
    const change = call(`/api/webhooks/${id}`, { method: 'PATCH', key: workspace.apiKey, body: { headers } });
    for (const answer of [await create(workspace, { headers }), await change]) {
      expect(await problemIn(answer)).toMatchObject({ status: 422, code, errors: [{ pointer }] });
    }
  });

  it.each(['fifteen-charact', ' begins-with-a-blank', 'ends-with-a-blank ', 'سر عربي طويل بما يكفي', 'x'.repeat(257)])(
    'W-3 refuses the secret %j',
    async (secret) => {
      expect(await problemIn(await create(await newWorkspace(), { secret }))).toMatchObject({
        code: 'validation_failed',
        errors: [{ pointer: '/secret' }],
      });
    },
  );

  it('W-3 refuses a filter that can never match, with the place of the condition', async () => {
    const fine = { path: 'data.type', op: 'eq', value: 'text' };
    const filter = { conditions: [fine, { path: 'data.nowhere', op: 'eq', value: 'x' }] };
    expect(await problemIn(await create(await newWorkspace(), { filter }))).toMatchObject({
      status: 422,
      code: 'filter_cannot_match',
      errors: [{ pointer: '/filter/conditions/1/path', code: 'unknown_path' }],
    });
  });

  it('W-3 refuses events that webhooks never get', async () => {
    const events = ['notification.new', 'webhook.test'];
    expect(await problemIn(await create(await newWorkspace(), { events }))).toMatchObject({
      code: 'filter_cannot_match',
      errors: [{ pointer: '/events' }],
    });
  });
});

describe('changing a webhook', () => {
  const made = async () => {
    const workspace = await newWorkspace();
    const { env, told } = listeningEndpoint();
    const answer = await callWith(env, '/api/webhooks', { key: workspace.apiKey, body: HOOK });
    const { id } = createdWebhookSchema.parse(await answer.json());
    const change = (body: unknown, settings = {}) =>
      callWith({ ...env, ...settings }, `/api/webhooks/${id}`, { method: 'PATCH', key: workspace.apiKey, body });
    return { workspace, id, told, change };
  };

  it('W-3 replaces all headers, seals them, and takes them away with an empty object', async () => {
    const { id, told, change } = await made();
    await change({ headers: { 'X-Tenant': 'oasis' } });
    expect(told.patch?.headerNames).toEqual(['X-Tenant']);
    expect(JSON.parse(await open(dataKey, id, told.patch?.sealedHeaders ?? ''))).toEqual({ 'X-Tenant': 'oasis' });
    await change({ headers: {} });
    expect(told.patch).toEqual({ sealedHeaders: null, headerNames: [] });
  });

  it('W-3 hands on what was given and nothing else; the filter goes with null', async () => {
    const { told, change } = await made();
    expect(webhookSchema.safeParse(await (await change({ filter: null, throttle: null })).json()).success).toBe(true);
    expect(told.patch).toEqual({ filter: null, throttle: null });
  });

  it('W-3 refuses a secret in a change: secrets are rotated', async () => {
    const { change } = await made();
    expect(await problemIn(await change({ secret: 'x'.repeat(32) }))).toMatchObject({ code: 'validation_failed' });
  });

  it('W-3 judges a changed filter with the present events, and changed events with the present filter', async () => {
    const { change } = await made();
    const filter = { conditions: [{ path: 'data.status', op: 'eq', value: 'ready' }] };
    expect(await problemIn(await change({ filter }))).toMatchObject({ code: 'filter_cannot_match' });
    expect((await change({ filter, events: ['session.status'] })).status).toBe(200);
  });

  it('W-9 refuses a new name of which an address is not public', async () => {
    const { change } = await made();
    const there = knowing(['169.254.169.254']);
    expect(await problemIn(await change({ url: 'https://rebound.waqtor.dev/' }, there))).toMatchObject({
      code: 'url_not_allowed',
      errors: [{ code: 'private_address' }],
    });
  });
});

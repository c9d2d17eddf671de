import type { WaqtorEvent, Webhook, WebhookEndpointRpc, WebhookRecovery, WebhookStats } from '@waqtor/contracts';
import { EVENT_CATALOG, WEBHOOK_ALIASES, aliasOf, rotatedSecretSchema } from '@waqtor/contracts';
import { open } from '@waqtor/core/sealed-box';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { auditOf } from '../../testing/people.ts';
import { callWith, withObjects } from '../../testing/with-objects.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const webhook = { id: 'whk_0000000000', previousSecretExpiresAt: '2026-11-22T09:30:00.000Z' } as Webhook;
const recovery: WebhookRecovery = {
  kind: 'recover',
  state: 'running',
  since: ago(HOUR_MS),
  until: ago(0),
  total: 3,
  isCapped: false,
  nextSince: null,
  done: 0,
  delivered: 0,
  failed: 0,
  startedAt: ago(0),
  finishedAt: null,
};
const ok = <T>(value: T) => Promise.resolve({ ok: true as const, value });

type Calls = Partial<{ [K in keyof WebhookEndpointRpc]: unknown[][] }>;
/** A real endpoint of D1 whose object is played: it keeps what it is asked and answers `answers`. */
const playedEndpoint = async (answers: Partial<WebhookEndpointRpc>) => {
  const workspace = await newWorkspace();
  const body = { url: 'http://127.0.0.1:9/in', events: ['message.received'] };
  const { id } = await (await call('/api/webhooks', { key: workspace.apiKey, body })).json<{ id: string }>();
  const asked: Calls = {};
  const endpoint = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (...args: unknown[]) => {
        (asked[name as keyof WebhookEndpointRpc] ??= []).push(args);
        return (answer as (...values: unknown[]) => unknown)(...args);
      },
    ]),
  ) as Partial<WebhookEndpointRpc>;
  const env = withObjects({ endpoint });
  const ask = (method: string, path: string, input?: unknown) =>
    callWith(env, `/api/webhooks/${id}${path}`, {
      method,
      key: workspace.apiKey,
      ...(input === undefined ? {} : { body: input }),
    });
  return { workspace, id, asked, ask };
};

describe('secrets of a webhook', () => {
  it('W-3 rotates to a new secret that is shown this once, with a day of grace, also without a body', async () => {
    const { id, asked, ask } = await playedEndpoint({ rotateSecret: () => ok(webhook) });
    const answer = await ask('POST', '/rotate-secret');
    const { secret, previousSecretExpiresAt } = rotatedSecretSchema.parse(await answer.json());
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(previousSecretExpiresAt).toBe(webhook.previousSecretExpiresAt);
    const [sealed, graceSeconds] = asked.rotateSecret?.[0] as [string, number];
    expect(await open(bindings.WAQTOR_DATA_KEY ?? '', id, sealed)).toBe(secret);
    expect(graceSeconds).toBe(86_400);
    expect((await auditOf(id)).at(-1)).toEqual(['webhook.secret_rotated', { graceSeconds: 86_400 }]);
  });

  it('W-3 rotates to a secret and a grace of the caller’s own', async () => {
    const { asked, ask } = await playedEndpoint({ rotateSecret: () => ok(webhook) });
    const secret = 'an own secret of some length';
    const answer = await ask('POST', '/rotate-secret', { secret, graceSeconds: 0 });
    expect(await answer.json()).toMatchObject({ secret });
    expect(asked.rotateSecret?.[0]?.[1]).toBe(0);
  });

  it.each([{ graceSeconds: 604_801 }, { graceSeconds: -1 }, { secret: 'too short' }])(
    'W-3 refuses the rotation %j before anything is done',
    async (input) => {
      const { asked, ask } = await playedEndpoint({ rotateSecret: () => ok(webhook) });
      expect((await problemIn(await ask('POST', '/rotate-secret', input))).code).toBe('validation_failed');
      expect(asked.rotateSecret).toBeUndefined();
    },
  );

  it('W-3 answers 409 while an older grace runs, and ends a grace on demand', async () => {
    const { ask } = await playedEndpoint({
      rotateSecret: () => Promise.resolve({ ok: false, code: 'too_many_secrets' }),
      endSecretGrace: () => ok(webhook),
    });
    const refused = await problemIn(await ask('POST', '/rotate-secret'));
    expect([refused.status, refused.code]).toEqual([409, 'too_many_secrets']);
    expect((await ask('DELETE', '/previous-secret')).status).toBe(204);
  });
});

describe('trying a webhook', () => {
  const played = () =>
    playedEndpoint({
      sendTest: () =>
        ok({
          deliveryId: 'dlv_0000000000',
          status: 200,
          errorCode: null,
          durationMs: 3,
          requestHeaders: {},
          responseHeaders: {},
          responseExcerpt: 'ok',
        }),
    });

  it('W-5 sends webhook.test without a body, marked as a test', async () => {
    const { id, asked, ask } = await played();
    expect(await (await ask('POST', '/test')).json()).toMatchObject({ deliveryId: 'dlv_0000000000' });
    const [event, name] = asked.sendTest?.[0] as [WaqtorEvent, string];
    expect(name).toBe('webhook.test');
    expect(event).toMatchObject({ type: 'webhook.test', test: true, data: { endpointId: id } });
  });

  it('W-5 sends the example of every alias under its name, as that alias', async () => {
    for (const alias of WEBHOOK_ALIASES) {
      const { asked, ask } = await played();
      expect([alias, (await ask('POST', '/test', { event: alias })).status]).toEqual([alias, 200]);
      const [event, name] = asked.sendTest?.[0] as [WaqtorEvent, string];
      expect([name, aliasOf(event)]).toEqual([alias, alias]);
      expect(EVENT_CATALOG[event.type as 'message.received'].data.safeParse(event.data).error).toBeUndefined();
      expect(Math.abs(Date.parse(event.timestamp) - Date.now())).toBeLessThan(60_000);
    }
  });

  it.each(['message.recieved', 'notification.new', '*'])('W-5 refuses to send %s', async (event) => {
    const { asked, ask } = await played();
    expect(await problemIn(await ask('POST', '/test', { event }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/event' }],
    });
    expect(asked.sendTest).toBeUndefined();
  });

  it('W-5 makes 5 tests a minute for each endpoint, then says when to come back', async () => {
    const { asked, ask } = await played();
    for (let made = 0; made < 5; made += 1) expect((await ask('POST', '/test')).status).toBe(200);
    const refused = await ask('POST', '/test');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await problemIn(refused)).code).toBe('rate_limited');
    expect(asked.sendTest).toHaveLength(5);
    expect((await (await played()).ask('POST', '/test')).status).toBe(200);
  });
});

describe('the dry run of a filter', () => {
  const conditions = [
    { path: 'data.chatId', op: 'prefix', value: '1' },
    { path: 'data.type', op: 'eq', value: 'image' },
  ];
  const subscription = { events: ['message_received'], filter: { conditions } };
  const event = (type: string) => ({ type: 'message.received', data: { chatId: '1@c.us', type } });
  const dryRun = async (input: Record<string, unknown>) => {
    const { apiKey } = await newWorkspace();
    return call('/api/webhooks/test-filter', { key: apiKey, body: { ...subscription, ...input } });
  };

  it('W-3 says of one event whether it would be delivered, else why not', async () => {
    const known = { ...event('image'), id: 'evt_0000000000', timestamp: ago(0) };
    expect(await (await dryRun({ event: known })).json()).toEqual({
      examined: 1,
      matched: 1,
      matches: [{ id: known.id, type: known.type, timestamp: known.timestamp }],
      reason: null,
      failedCondition: null,
    });
    const not = { examined: 1, matched: 0, matches: [] };
    expect(await (await dryRun({ event: event('text') })).json()).toEqual({
      ...not,
      reason: 'condition_failed',
      failedCondition: 1,
    });
    const other = { type: 'message.sent', data: {} };
    expect(await (await dryRun({ event: other })).json()).toMatchObject({ ...not, reason: 'event_not_subscribed' });
  });

  it('W-3 refuses what is no event, and an event that is not in the log', async () => {
    expect(await problemIn(await dryRun({ event: { type: 'message.received' } }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/event/data' }],
    });
    expect(await problemIn(await dryRun({ eventId: 'evt_0000000000' }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/eventId' }],
    });
  });

  it('W-3 asks the hub about the newest of the log, or takes one of them by its id', async () => {
    const { apiKey } = await newWorkspace();
    const logged = { ...event('image'), id: 'evt_1111111111', version: 1, timestamp: ago(0), seq: 700 };
    const result = { examined: 2, matched: 1, matches: [], reason: null, failedCondition: null };
    const asked: unknown[] = [];
    const env = withObjects({
      hub: {
        testSubscription: (input) => {
          asked.push(input);
          return Promise.resolve(result);
        },
        readEvents: ({ after }) => Promise.resolve({ data: after === 200 ? [logged] : [], lastSeq: 700, gap: null }),
      },
    });
    const ask = (input: Record<string, unknown>) =>
      callWith(env, '/api/webhooks/test-filter', { key: apiKey, body: { ...subscription, ...input } });
    expect(await (await ask({})).json()).toEqual(result);
    expect(asked).toEqual([{ ...subscription, sessionId: null }]);
    expect(await (await ask({ eventId: logged.id })).json()).toMatchObject({
      matched: 1,
      matches: [{ id: logged.id }],
    });
  });

  it('W-3 refuses a filter that can never match, as a creation does', async () => {
    const filter = { conditions: [{ path: 'data.nowhere', op: 'exists', value: true }] };
    expect((await problemIn(await dryRun({ filter }))).code).toBe('filter_cannot_match');
  });
});

describe('the log of a webhook', () => {
  const delivery = { id: 'dlv_0000000000', state: 'pending' };

  it('W-5 hands every filter of the log on', async () => {
    const { asked, ask } = await playedEndpoint({ logs: () => ok({ data: [], nextCursor: null, hasMore: false }) });
    const query = {
      state: 'failed',
      event: 'message_received',
      since: ago(HOUR_MS),
      until: ago(0),
      q: 'evt_0000000000',
    };
    expect((await ask('GET', `/logs?${new URLSearchParams({ ...query, limit: '7' }).toString()}`)).status).toBe(200);
    expect(asked.logs?.[0]?.[0]).toEqual({ ...query, limit: 7 });
    const refused = await problemIn(await ask('GET', '/logs?since=yesterday'));
    expect(refused).toMatchObject({ code: 'validation_failed' });
  });

  it('W-5 sends a delivery again (202) and leaves a row that names it', async () => {
    const { id, ask } = await playedEndpoint({ resend: () => ok(delivery as never) });
    expect((await ask('POST', '/logs/dlv_0000000000/resend')).status).toBe(202);
    expect((await auditOf(id)).at(-1)).toEqual(['webhook.delivery_resent', { deliveryId: 'dlv_0000000000' }]);
  });

  it.each(['content_expunged', 'webhook_disabled', 'not_found'] as const)(
    'W-5 passes the refusal %s on',
    async (code) => {
      const { ask } = await playedEndpoint({ resend: () => Promise.resolve({ ok: false, code }) });
      expect((await problemIn(await ask('POST', '/logs/dlv_0000000000/resend'))).code).toBe(code);
    },
  );

  it('W-5 deletes the content of a delivery', async () => {
    const { id, asked, ask } = await playedEndpoint({ expunge: () => ok(null) });
    expect((await ask('DELETE', '/logs/dlv_0000000000/content')).status).toBe(204);
    expect(asked.expunge).toEqual([['dlv_0000000000']]);
    expect((await auditOf(id)).at(-1)?.[0]).toBe('webhook.delivery_expunged');
  });

  it('W-5 shows the figures of the endpoint', async () => {
    const stats = { windowHours: 24, deliveries: 1 } as WebhookStats;
    const { ask } = await playedEndpoint({ stats: () => ok(stats) });
    expect(await (await ask('GET', '/stats')).json()).toEqual(stats);
  });

  it('W-4 enables an endpoint again', async () => {
    const { id, ask } = await playedEndpoint({ enable: () => ok(webhook) });
    const answer = await ask('POST', '/enable');
    expect([answer.status, (await auditOf(id)).at(-1)?.[0]]).toEqual([200, 'webhook.enabled']);
    expect(answer.headers.get('etag')).toMatch(/^"/);
  });
});

describe.each([
  ['recover', 'recover'],
  ['replay-missing', 'replayMissing'],
] as const)('POST /webhooks/:id/%s', (path, method) => {
  const played = (answer: Partial<WebhookRecovery> = {}) => {
    const start = () => ok({ ...recovery, ...answer });
    return playedEndpoint(method === 'recover' ? { recover: start } : { replayMissing: start });
  };

  it('W-5 starts it (202) up to now, says where its progress is, and leaves one row', async () => {
    const { id, asked, ask } = await played();
    const since = ago(HOUR_MS);
    const answer = await ask('POST', `/${path}`, { since });
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/webhooks/${id}/recovery`]);
    const window = asked[method]?.[0]?.[0] as { since: string; until: string };
    expect(window).toMatchObject({ since, dryRun: false });
    expect(Date.now() - Date.parse(window.until)).toBeLessThan(60_000);
    expect((await auditOf(id)).at(-1)?.[0]).toBe('webhook.recovery_started');
  });

  it('W-5 counts on a dry run (200) and leaves no row', async () => {
    const { id, ask } = await played({ state: 'dry_run' });
    const answer = await ask('POST', `/${path}`, { since: ago(HOUR_MS), dryRun: true });
    expect([answer.status, (await auditOf(id)).map(([action]) => action)]).toEqual([200, ['webhook.created']]);
  });

  it.each<[string, () => { since: string; until?: string }, string]>([
    ['begins in the future', () => ({ since: ago(-HOUR_MS) }), '/since'],
    ['begins more than 14 days ago', () => ({ since: ago(14 * DAY_MS + 60_000) }), '/since'],
    ['ends before it begins', () => ({ since: ago(HOUR_MS), until: ago(2 * HOUR_MS) }), '/until'],
  ])('W-5 refuses a window that %s', async (_title, window, pointer) => {
    const { asked, ask } = await played();
    expect(await problemIn(await ask('POST', `/${path}`, window()))).toMatchObject({
      status: 422,
      code: 'validation_failed',
      errors: [{ pointer }],
    });
    expect(asked[method]).toBeUndefined();
  });

  it('W-5 takes a window of just under 14 days, and cuts its end at now', async () => {
    const { asked, ask } = await played();
    const wish = { since: ago(14 * DAY_MS - 60_000), until: ago(-DAY_MS) };
    expect((await ask('POST', `/${path}`, wish)).status).toBe(202);
    expect(Date.parse((asked[method]?.[0]?.[0] as { until: string }).until)).toBeLessThanOrEqual(Date.now());
  });
});

describe('the progress of a recovery', () => {
  it('W-5 is shown, null before the first, and can be cancelled', async () => {
    const { id, ask } = await playedEndpoint({
      recovery: () => ok(null),
      cancelRecovery: () => ok({ ...recovery, state: 'cancelled' as const }),
    });
    expect(await (await ask('GET', '/recovery')).json()).toEqual({ recovery: null });
    expect(await (await ask('DELETE', '/recovery')).json()).toMatchObject({ state: 'cancelled' });
    expect((await auditOf(id)).at(-1)?.[0]).toBe('webhook.recovery_cancelled');
  });

  it('W-5 answers 409 while another runs', async () => {
    const { ask } = await playedEndpoint({ recover: () => Promise.resolve({ ok: false, code: 'recovery_running' }) });
    const refused = await problemIn(await ask('POST', '/recover', { since: ago(HOUR_MS) }));
    expect([refused.status, refused.code]).toEqual([409, 'recovery_running']);
  });
});

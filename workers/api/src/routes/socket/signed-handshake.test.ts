import { HANDSHAKE_TOLERANCE_MS, serverFrameSchema, whoamiSchema } from '@waqtor/contracts';
import type { ServerFrame } from '@waqtor/contracts';
import { newApiKey } from '@waqtor/core/api-key/api-key';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ORIGIN, bindings, call, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { rotateKeyBy } from '../../testing/key-calls.ts';
import { signedQuery } from '../../testing/signed-handshake.ts';
import { newKey } from '../../testing/test-keys.ts';
import { TestSocket, until } from '../../testing/test-socket.ts';

const connect = (query: URLSearchParams, headers: Record<string, string> = {}): Promise<Response> =>
  call(`/ws?${query}`, { headers: { upgrade: 'websocket', 'cf-connecting-ip': freshIp(), ...headers } });
const refusalOf = async (response: Response): Promise<string> => {
  const { status, code } = await problemIn(response);
  return `${status} ${code}`;
};
const accept = (response: Response): void => {
  expect(response.status).toBe(101);
  new TestSocket(response).close();
};
/** The clock stands: how far a time is from now is exact. */
const stopClock = (): void => pass(0);

describe('GET /ws with a signed query', () => {
  it('H-2 lets a machine in that sets no header, and serves it as the key', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const response = await connect(signedQuery(apiKey));
    expect(response.status).toBe(101);
    const socket = new TestSocket<ServerFrame>(response);
    const [state] = await until(
      () => socket.of('state'),
      (frames) => frames.length > 0,
    );
    expect(serverFrameSchema.parse(state)).toMatchObject({ sessions: [{ sessionId }] });
    socket.close();
  });

  it('H-2 takes the id with and without its prefix, from a page of ours too', async () => {
    const { apiKey } = await newWorkspace();
    accept(await connect(signedQuery(apiKey, { apiKey: apiKey.slice(8, 20) }), { origin: ORIGIN }));
  });

  it('H-2 takes the address that whoami tells, and refuses a handshake that was signed for another', async () => {
    const { apiKey } = await newWorkspace();
    const headers = { 'cf-connecting-ip': freshIp() };
    const { ip } = whoamiSchema.parse(await (await call('/api/ws/whoami', { headers })).json());
    expect(ip).toBe(headers['cf-connecting-ip']);
    accept(await connect(signedQuery(apiKey, { ip }), headers));
    expect(await refusalOf(await connect(signedQuery(apiKey, { ip: freshIp() }), headers))).toBe(
      '401 invalid_signature',
    );
  });

  it('H-2 opens one connection for a nonce: a second is told that it came twice', async () => {
    const { apiKey } = await newWorkspace();
    const query = signedQuery(apiKey);
    accept(await connect(query));
    expect(await refusalOf(await connect(query))).toBe('401 replayed_handshake');
    // Signed anew at another time it is the same nonce still.
    const again = signedQuery(apiKey, { nonce: query.get('nonce') ?? '', ts: String(Date.now() - 1) });
    expect(await refusalOf(await connect(again))).toBe('401 replayed_handshake');
  });

  it('H-2 lets one of ten in that come at once with one nonce', async () => {
    const query = signedQuery((await newWorkspace()).apiKey);
    const answers = await Promise.all(Array.from({ length: 10 }, () => connect(query)));
    for (const answer of answers) if (answer.webSocket) new TestSocket(answer).close();
    expect(answers.map(({ status }) => status).sort()).toEqual([101, ...Array<number>(9).fill(401)]);
  });

  it('H-2 lets two keys of a workspace use the same nonce', async () => {
    const workspace = await newWorkspace();
    const nonce = crypto.randomUUID();
    accept(await connect(signedQuery(workspace.apiKey, { nonce })));
    accept(await connect(signedQuery((await newKey(workspace)).text, { nonce })));
  });

  it('H-2 uses no nonce up by a handshake that is refused', async () => {
    const { apiKey } = await newWorkspace();
    const query = signedQuery(apiKey);
    const forged = new URLSearchParams(query);
    forged.set('sig', '0'.repeat(64));
    expect(await refusalOf(await connect(forged))).toBe('401 invalid_signature');
    accept(await connect(query));
  });

  it.each([
    ['old', -HANDSHAKE_TOLERANCE_MS],
    ['of the future', HANDSHAKE_TOLERANCE_MS],
  ])('H-2 takes a time that is %s by 60 s, and none that is more', async (_title, offMs) => {
    stopClock();
    const { apiKey } = await newWorkspace();
    accept(await connect(signedQuery(apiKey, { ts: String(Date.now() + offMs) })));
    const more = String(Date.now() + offMs + Math.sign(offMs));
    expect(await refusalOf(await connect(signedQuery(apiKey, { ts: more })))).toBe('401 expired_handshake');
  });

  it('H-2 tells whoever signs with a wrong clock what time it is here', async () => {
    stopClock();
    const { apiKey } = await newWorkspace();
    const ts = String(Date.now() - 2 * HANDSHAKE_TOLERANCE_MS);
    const problem = await problemIn(await connect(signedQuery(apiKey, { ts })));
    expect(problem).toMatchObject({ code: 'expired_handshake', serverTime: new Date().toISOString() });
  });

  it('H-2 says the same of an unknown key and of a wrong secret', async () => {
    const { id } = await newKey(await newWorkspace());
    const stranger = newApiKey('test');
    const answers = [
      await connect(signedQuery(stranger.text)),
      await connect(signedQuery(stranger.text, { apiKey: id })),
    ].map(async (response) => {
      const { requestId: _, ...problem } = await problemIn(response);
      return problem;
    });
    const [unknown, wrong] = await Promise.all(answers);
    expect(unknown).toMatchObject({ status: 401, code: 'invalid_signature' });
    expect(wrong).toEqual(unknown);
  });

  it('H-2 refuses a key that was revoked, has expired, or is of the other kind of deployment', async () => {
    const workspace = await newWorkspace();
    const revoked = await newKey(workspace);
    await call(`/api/keys/${revoked.id}`, { method: 'DELETE', key: workspace.apiKey });
    const keys = [
      revoked,
      await newKey(workspace, { expiresAt: new Date(Date.now() - 1) }),
      await newKey(workspace, { mode: 'live' }),
    ];
    for (const { text } of keys) {
      expect(await refusalOf(await connect(signedQuery(text)))).toBe('401 invalid_api_key');
    }
  });

  it('H-2 refuses a key from an address that is not on its list, and one without events:read', async () => {
    const workspace = await newWorkspace();
    const listed = await newKey(workspace, { ips: ['203.0.113.0/24'] });
    expect(await refusalOf(await connect(signedQuery(listed.text)))).toBe('403 ip_not_allowed');
    accept(await connect(signedQuery(listed.text), { 'cf-connecting-ip': '203.0.113.9' }));
    const sender = await newKey(workspace, { scopes: ['messages:send'] });
    expect(await refusalOf(await connect(signedQuery(sender.text)))).toBe('403 forbidden');
  });

  it('H-2 verifies with the newest secret alone, also while the one before has its grace', async () => {
    const workspace = await newWorkspace();
    const before = await newKey(workspace);
    const after = await rotateKeyBy(workspace.apiKey, before.id, 3600);
    expect(await refusalOf(await connect(signedQuery(before.text)))).toBe('401 invalid_signature');
    accept(await connect(signedQuery(after.key)));
  });

  it.each([
    ['apiKey', null, 'is required'],
    ['ts', null, 'is required'],
    ['nonce', null, 'is required'],
    ['sig', null, 'is required'],
    ['ts', 'now', 'must be a time in epoch milliseconds'],
    ['nonce', 'short', 'must be 16 to 64 characters of 0-9, A-Z, a-z, _ and -'],
    ['sig', 'beef', 'must be 64 hexadecimal digits'],
  ])('H-2 names what is wrong with %s = %s before it looks anything up', async (name, value, message) => {
    const query = signedQuery(newApiKey('test').text);
    if (value === null) query.delete(name);
    else query.set(name, value);
    const problem = await problemIn(await connect(query));
    expect(problem).toMatchObject({ status: 401, code: 'invalid_signature' });
    expect(problem.errors).toMatchObject([{ pointer: `/query/${name}`, message }]);
  });

  it('H-2 refuses a parameter that comes twice, and a key where its id belongs', async () => {
    const { apiKey } = await newWorkspace();
    const twice = signedQuery(apiKey);
    twice.append('nonce', crypto.randomUUID());
    expect((await problemIn(await connect(twice))).errors).toMatchObject([
      { pointer: '/query/nonce', message: 'must be given once' },
    ]);
    const whole = signedQuery(apiKey, { apiKey });
    const answer = await (await connect(whole)).text();
    expect(answer).toContain('must be the public id of a key such as key_AbCdEf123456');
    expect(answer).not.toContain(apiKey);
  });

  it('H-2 is not looked at beside a key in a header, which decides alone', async () => {
    const { apiKey } = await newWorkspace();
    expect(await refusalOf(await connect(signedQuery(apiKey), { 'x-api-key': 'wrong' }))).toBe('401 invalid_api_key');
  });

  it('H-2 ends in the Worker: neither the hub nor a log line gets the handshake, the hub gets the rest', async () => {
    const levels = ['info', 'warn', 'error', 'log'] as const;
    const spies = levels.map((level) => vi.spyOn(console, level).mockImplementation(() => undefined));
    onTestFinished(() => void vi.restoreAllMocks());
    const asked: Request[] = [];
    const hub = {
      fetch: (request: Request) => {
        asked.push(request);
        return Promise.reject(new Error(request.url));
      },
    };
    const { createApp } = await import('../../app.ts');
    const { createExecutionContext } = await import('cloudflare:test');
    const query = signedQuery((await newWorkspace()).apiKey);
    query.set('encoding', 'gzip');
    query.set('replaces', 'cnx_0000000001');
    const env = { ...bindings, CLIENT_HUB: { getByName: () => hub } as unknown as DurableObjectNamespace };
    const headers = { upgrade: 'websocket', 'cf-connecting-ip': freshIp() };
    const answer = await createApp().request(`/ws?${query}`, { headers }, env, createExecutionContext());
    expect(await refusalOf(answer)).toBe('503 unavailable');
    expect(asked.map(({ url }) => new URL(url).search)).toEqual(['?encoding=gzip&replaces=cnx_0000000001']);
    const lines = spies.flatMap((spy) => spy.mock.calls.flat()).join('\n');
    expect(lines).toContain('request failed');
    expect(lines).not.toContain(query.get('sig'));
    expect(lines).not.toContain(query.get('nonce'));
  });
});

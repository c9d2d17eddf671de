import { serverFrameSchema, ticketResponse } from '@waqtor/contracts';
import type { ServerFrame } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { ORIGIN, call, freshIp, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import { newKey } from '../../testing/test-keys.ts';
import { TestSocket, until } from '../../testing/test-socket.ts';

const browser = async () => {
  const workspace = await newWorkspace();
  const cookie = await signIn(workspace.email);
  const ip = freshIp();
  const ticket = async (): Promise<string> => {
    const headers = { cookie, origin: ORIGIN, 'cf-connecting-ip': ip };
    const response = await call('/api/ws/ticket', { method: 'POST', headers });
    return ticketResponse.parse(await response.json()).ticket;
  };
  const connect = (protocols: string, headers: Record<string, string> = {}) =>
    call('/ws', {
      headers: {
        upgrade: 'websocket',
        origin: ORIGIN,
        'cf-connecting-ip': ip,
        'sec-websocket-protocol': protocols,
        ...headers,
      },
    });
  return { workspace, cookie, ticket, connect };
};

const upgrade = (headers: Record<string, string>) => call('/ws', { headers: { upgrade: 'websocket', ...headers } });

describe('GET /ws', () => {
  it('H-2 lets a browser in with a ticket, chooses waqtor.v1 and greets with welcome and state', async () => {
    const { workspace, ticket, connect } = await browser();
    const response = await connect(`waqtor.v1, ticket.${await ticket()}`);
    expect([response.status, response.headers.get('sec-websocket-protocol')]).toEqual([101, 'waqtor.v1']);
    const socket = new TestSocket<ServerFrame>(response);
    await until(
      () => socket.frames,
      (frames) => frames.length >= 2,
    );
    const frames = socket.frames.map((frame) => serverFrameSchema.parse(frame));
    expect(frames.map((frame) => frame.type).slice(0, 2)).toEqual(['welcome', 'state']);
    const state = frames.find((frame) => frame.type === 'state');
    expect(state?.sessions.map((session) => session.sessionId)).toEqual([workspace.sessionId]);
    socket.close();
  });

  it('H-2 takes a ticket once', async () => {
    const { ticket, connect } = await browser();
    const protocols = `waqtor.v1, ticket.${await ticket()}`;
    const first = await connect(protocols);
    expect(first.status).toBe(101);
    new TestSocket(first).close();
    const problem = await problemIn(await connect(protocols));
    expect([problem.status, problem.code]).toEqual([401, 'invalid_ticket']);
  });

  it('A-1 takes no ticket of a login that ended since', async () => {
    const { cookie, ticket, connect } = await browser();
    const protocols = `waqtor.v1, ticket.${await ticket()}`;
    await call('/api/auth/sign-out', { method: 'POST', headers: { cookie, origin: ORIGIN } });
    expect((await problemIn(await connect(protocols))).code).toBe('unauthorized');
  });

  it('H-2 lets one of ten parallel connections with one ticket in', async () => {
    const { ticket, connect } = await browser();
    const protocols = `waqtor.v1, ticket.${await ticket()}`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => connect(protocols)));
    for (const answer of answers) if (answer.webSocket) new TestSocket(answer).close();
    expect(answers.filter((answer) => answer.status === 101)).toHaveLength(1);
  });

  it('H-2 refuses a ticket from another address', async () => {
    const { ticket, connect } = await browser();
    const answer = await connect(`waqtor.v1, ticket.${await ticket()}`, { 'cf-connecting-ip': freshIp() });
    expect((await problemIn(answer)).code).toBe('invalid_ticket');
  });

  it('H-3 refuses a foreign origin, whatever it brings', async () => {
    const { workspace, ticket, connect } = await browser();
    const origin = 'https://evil.example';
    const withTicket = await connect(`waqtor.v1, ticket.${await ticket()}`, { origin });
    const withKey = await upgrade({ origin, 'x-api-key': workspace.apiKey });
    for (const answer of [withTicket, withKey]) {
      expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'invalid_origin' });
    }
  });

  it('H-3 refuses a ticket of a person that comes without an Origin', async () => {
    const { workspace } = await browser();
    const cookie = await signIn(workspace.email);
    const minted = await call('/api/ws/ticket', {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
    });
    const { ticket } = ticketResponse.parse(await minted.json());
    const answer = await upgrade({ 'sec-websocket-protocol': `waqtor.v1, ticket.${ticket}` });
    expect((await problemIn(answer)).code).toBe('invalid_origin');
  });

  it('H-2 refuses a cookie alone: other sites could open the socket with it', async () => {
    const { cookie, connect } = await browser();
    expect(await problemIn(await connect('waqtor.v1', { cookie }))).toMatchObject({
      status: 401,
      code: 'unauthorized',
    });
  });

  it('H-2 lets a machine in with its key and no Origin, by either header', async () => {
    const { apiKey } = await newWorkspace();
    const headers: Record<string, string>[] = [{ 'x-api-key': apiKey }, { authorization: `Bearer ${apiKey}` }];
    for (const header of headers) {
      const answer = await upgrade(header);
      expect(answer.status).toBe(101);
      new TestSocket(answer).close();
    }
  });

  it('H-5 refuses a key that may not read events', async () => {
    const key = await newKey(await newWorkspace(), { scopes: ['messages:send'] });
    expect(await problemIn(await upgrade({ 'x-api-key': key.text }))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('H-3 believes no principal that a client states itself', async () => {
    const victim = await newWorkspace();
    const principal = {
      kind: 'user',
      id: victim.userId,
      workspaceId: victim.workspaceId,
      role: 'owner',
      scopes: ['*'],
    };
    const answer = await upgrade({ 'x-waqtor-internal-principal': JSON.stringify(principal) });
    expect((await problemIn(answer)).code).toBe('unauthorized');
  });

  it.each([
    ['without an upgrade', {}, 426, 'unsupported_protocol'],
    ['with nothing to show', { upgrade: 'websocket' }, 401, 'unauthorized'],
    ['with a malformed key', { upgrade: 'websocket', 'x-api-key': 'wq_test_x' }, 401, 'invalid_api_key'],
    [
      'with a forged ticket',
      { upgrade: 'websocket', 'sec-websocket-protocol': 'waqtor.v1, ticket.a.b' },
      401,
      'invalid_ticket',
    ],
  ])('H-3 answers a problem before the upgrade %s', async (_title, headers, status, code) => {
    const answer = await call('/ws', { headers: headers as Record<string, string> });
    expect(await problemIn(answer)).toMatchObject({ status, code });
  });

  it('H-2 mints no ticket for an origin that may not connect', async () => {
    const { apiKey } = await newWorkspace();
    const answer = await call('/api/ws/ticket', { method: 'POST', key: apiKey, headers: { origin: 'null' } });
    expect((await problemIn(answer)).code).toBe('invalid_origin');
  });
});

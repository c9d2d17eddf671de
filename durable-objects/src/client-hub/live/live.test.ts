import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { readAttachment, writeAttachment, type Attachment } from './attachment.ts';
import {
  chat,
  connect,
  event,
  hubOf,
  hubStub,
  newWorkspace,
  owner,
  producer,
  TestClient,
  until,
  upgrade,
} from '../hub.fixture.ts';

const CHAT_A = '966500000001@c.us';
const CHAT_B = '966500000002@c.us';
const inChat = (chatId: string) => event({ data: { chatId } });

describe('live delivery', () => {
  it('H-11 sends the first event at once and batches what follows', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['all']);
    await Promise.all(Array.from({ length: 10 }, () => room.append(event())));
    await until(() => client.events.length === 10);
    const sizes = client.of('events').map((frame) => frame.events.length);
    expect(sizes[0]).toBe(1);
    expect(sizes.length).toBeLessThanOrEqual(4);
    expect(client.position(0)).toBe(10);
  });

  it('H-5 gives a client its topics only, in order', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe([`chats:${CHAT_A}`, 'webhook']);
    await room.append(inChat(CHAT_A), inChat(CHAT_B), event({ type: 'session.status', data: {} }), inChat(CHAT_A));
    await until(() => client.events.length === 2);
    expect(client.seqs).toEqual([1, 4]);
    expect((await client.next('subscribed')).topics).toEqual([`chat:${CHAT_A}`, 'webhook']);
  });

  it('H-4 answers a subscribe with the full set and an unsubscribe with what is left', async () => {
    const client = await connect(newWorkspace());
    await client.subscribe(['messages']);
    await client.subscribe(['session', 'message']);
    expect(client.of('subscribed').at(-1)?.topics).toEqual(['message', 'session']);
    client.send({ type: 'unsubscribe', topics: ['messages'] });
    expect((await client.next('subscribed', 3)).topics).toEqual(['session']);
  });

  it('H-5 refuses a topic that the role may not follow, and subscribes to nothing of that frame', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace, owner(workspace, { role: 'viewer' }));
    client.send({ type: 'subscribe', topics: ['message', 'webhooks'] });
    const error = await client.next('error');
    expect(error).toMatchObject({ code: 'topic_not_allowed', issues: [{ path: 'topics.1' }] });
    await client.subscribe(['session']);
    expect((await client.next('subscribed')).topics).toEqual(['session']);
  });

  it('H-5 bounds all by the scopes of a key', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace, owner(workspace, { kind: 'key', scopes: ['sessions:read'] }));
    await client.subscribe(['all']);
    await room.append(event(), event({ type: 'session.status', data: {} }));
    await until(() => client.events.length === 1);
    expect(client.events[0]?.type).toBe('session.status');
  });

  it('H-4 tells a client that filters how far it is when nothing of it came for 100 events', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['webhook']);
    for (let i = 0; i < 3; i++) await room.append(...Array.from({ length: 50 }, () => event()));
    await until(() => client.of('events').length > 0);
    expect(client.events).toEqual([]);
    expect(client.position(0)).toBeGreaterThanOrEqual(100);
  });

  it('H-1 keeps connection, topics and position through eviction', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe([`chat:${CHAT_A}`]);
    await room.append(inChat(CHAT_A), inChat(CHAT_B));
    await until(() => client.events.length === 1);
    await evictDurableObject(hubStub(workspace));
    await room.append(inChat(CHAT_B), inChat(CHAT_A));
    await until(() => client.events.length === 2);
    expect(client.seqs).toEqual([1, 4]);
    expect(client.position(0)).toBe(4);
  });

  it('H-1 sends what waited for its batch when the object died, once', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['all']);
    await room.append(event());
    await room.append(event(), event());
    await evictDurableObject(hubStub(workspace));
    await room.append(event());
    await until(() => client.events.length >= 4);
    expect(client.seqs).toEqual([1, 2, 3, 4]);
    expect(client.position(0)).toBe(4);
  });

  it('H-1 goes on where each attachment says when the object died before it sent', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const clients = [await connect(workspace), await connect(workspace)];
    for (const client of clients) await client.subscribe(['all']);
    await room.append(event(), event(), event());
    for (const client of clients) await until(() => client.events.length === 3);
    // As after a crash: the one was told 1, the other 2, when the log had 3.
    await runInDurableObject(hubStub(workspace), (_, state) => {
      for (const [index, ws] of state.getWebSockets().entries()) {
        writeAttachment(ws, { ...(readAttachment(ws) as Attachment), sentSeq: index + 1 });
      }
    });
    await evictDurableObject(hubStub(workspace));
    await room.append(event());
    for (const client of clients) await until(() => client.seqs.at(-1) === 4);
    expect(clients.map((client) => client.seqs.slice(3)).sort((a, b) => b.length - a.length)).toEqual([
      [2, 3, 4],
      [3, 4],
    ]);
  });

  it('H-5 tells the inbox the last value of a chat at most once a second', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['inbox']);
    const put = (n: number) =>
      hubOf(workspace).append(workspace, {
        producerId: 'ses_0000000000',
        generation: 'sto_0000000000',
        items: [{ n, event: null, chat: chat({ unreadCount: n }) }],
      });
    const startedAt = Date.now();
    for (let n = 1; n <= 5; n++) await put(n);
    await until(() => client.events.length === 2);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(900);
    expect(client.events.map((one) => one.data.unreadCount)).toEqual([1, 5]);
    expect(client.events.map((one) => one.type)).toEqual(['inbox.updated', 'inbox.updated']);
  });

  it('H-2 closes the sockets of a revoked principal with 4401 and no others', async () => {
    const workspace = newWorkspace();
    const revoked = owner(workspace);
    const first = await connect(workspace, revoked);
    const other = await connect(workspace);
    expect(await hubOf(workspace).disconnectPrincipal(revoked.id)).toBe(1);
    await until(() => first.closed !== null);
    expect(first.closed).toEqual({ code: 4401, reason: 'unauthorized' });
    expect(other.closed).toBeNull();
  });

  it('A-1 closes the sockets of a revoked login with 4401, and leaves the other logins of the person', async () => {
    const workspace = newWorkspace();
    const person = { ...owner(workspace), kind: 'user' as const };
    const revoked = await connect(workspace, { ...person, loginId: 'lgn_0000000001' });
    const kept = await connect(workspace, { ...person, loginId: 'lgn_0000000002' });
    expect(await hubOf(workspace).disconnectPrincipal('lgn_0000000001')).toBe(1);
    await until(() => revoked.closed !== null);
    expect(revoked.closed).toEqual({ code: 4401, reason: 'unauthorized' });
    expect(kept.closed).toBeNull();
  });

  it('H-2 refuses a ticket nonce that was used, before a socket is accepted', async () => {
    const workspace = newWorkspace();
    const headers = { 'x-waqtor-internal-nonce': 'nonce-1' };
    const first = await upgrade(workspace, owner(workspace), headers);
    expect(first.status).toBe(101);
    new TestClient(first.webSocket as WebSocket);
    const second = await upgrade(workspace, owner(workspace), headers);
    expect(second.status).toBe(401);
    expect(await second.json()).toMatchObject({ code: 'invalid_ticket' });
    expect(second.webSocket).toBeNull();
  });

  it('H-2 takes one of two upgrades that come with the same nonce at once', async () => {
    const workspace = newWorkspace();
    const headers = { 'x-waqtor-internal-nonce': 'nonce-2' };
    const answers = await Promise.all([1, 2, 3].map(() => upgrade(workspace, owner(workspace), headers)));
    for (const answer of answers) answer.webSocket?.accept();
    expect(answers.map((answer) => answer.status).sort()).toEqual([101, 401, 401]);
  });

  it('H-2 echoes the subprotocol when it is offered beside a ticket', async () => {
    const workspace = newWorkspace();
    const offered = await upgrade(workspace, owner(workspace), {
      'Sec-WebSocket-Protocol': 'waqtor.v1, ticket.abc',
    });
    offered.webSocket?.accept();
    expect(offered.headers.get('Sec-WebSocket-Protocol')).toBe('waqtor.v1');
    const plain = await upgrade(workspace, owner(workspace));
    plain.webSocket?.accept();
    expect(plain.headers.get('Sec-WebSocket-Protocol')).toBeNull();
  });

  it('H-2 refuses an upgrade without a principal', async () => {
    const answer = await hubStub(newWorkspace()).fetch('http://hub/ws', { headers: { Upgrade: 'websocket' } });
    expect(answer.status).toBe(401);
    await answer.body?.cancel();
  });
});

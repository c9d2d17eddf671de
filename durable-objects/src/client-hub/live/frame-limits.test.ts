import { evictDurableObject } from 'cloudflare:test';
import { INTERNAL_HEADERS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { connect, event, hubStub, newWorkspace, owner, producer, until } from '../hub.fixture.ts';

const from = (ip: string) => ({ headers: { [INTERNAL_HEADERS.ip]: ip } });
const answersOf = (client: Awaited<ReturnType<typeof connect>>) => client.of('state').length - 1;

describe('limits of frames', () => {
  it('H-8 answers a burst of 60, warns, and closes with 1008 at the fifth frame above it', async () => {
    const workspace = newWorkspace();
    const other = await connect(workspace, undefined, from('198.51.100.2'));
    await other.subscribe(['all']);
    const client = await connect(workspace, undefined, from('198.51.100.1'));
    for (let i = 0; i < 200; i++) client.send({ type: 'get_state' });
    await until(() => client.closed !== null);
    expect(client.closed).toEqual({ code: 1008, reason: 'rate_limited' });
    expect(answersOf(client)).toBeGreaterThanOrEqual(60);
    expect(answersOf(client)).toBeLessThan(75);
    expect(client.of('rate_limit_warning')).toHaveLength(4);
    expect(client.of('rate_limit_warning')[0]?.retryAfterMs).toBeGreaterThan(0);
    await producer(workspace).append(event());
    await until(() => other.events.length === 1);
  });

  it('H-8 takes nothing for acks and pings', async () => {
    const client = await connect(newWorkspace());
    for (let i = 0; i < 300; i++) client.send({ type: 'ack', seq: 0 });
    for (let i = 0; i < 100; i++) client.send('{ "type": "ping" }');
    await client.next('pong', 100);
    await client.subscribe(['all']);
    expect(client.of('rate_limit_warning')).toEqual([]);
  });

  it('H-8 counts bytes: six frames of 9 KB are a burst', async () => {
    const client = await connect(newWorkspace());
    const pad = Array.from({ length: 10 }, () => 'x'.repeat(920));
    for (let i = 0; i < 7; i++) client.send({ type: 'get_state', pad });
    await client.next('rate_limit_warning');
    expect(answersOf(client)).toBe(6);
  });

  it('H-8 warns a neighbour behind the same address and does not close it', async () => {
    const workspace = newWorkspace();
    const flooding = await connect(workspace, undefined, from('198.51.100.7'));
    const neighbour = await connect(workspace, undefined, from('198.51.100.7'));
    // First frames are on the house, so that an office may come back all at once.
    await flooding.subscribe(['all']);
    for (let i = 0; i < 59; i++) flooding.send({ type: 'get_state' });
    await flooding.next('state', 60);
    await neighbour.subscribe(['all']);
    for (let i = 0; i < 20; i++) neighbour.send({ type: 'get_state' });
    await neighbour.next('rate_limit_warning', 5);
    expect(neighbour.closed).toBeNull();
  });

  // A machine that stalls for two seconds in the middle refills both buckets, and the run proves nothing: once more then.
  it('H-8 keeps the buckets of connection and address over hibernation', { retry: 2 }, async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace, undefined, from('198.51.100.9'));
    const neighbour = await connect(workspace, undefined, from('198.51.100.9'));
    await neighbour.subscribe(['all']);
    for (let i = 0; i < 61; i++) client.send({ type: 'get_state' });
    await client.next('rate_limit_warning');
    await evictDurableObject(hubStub(workspace));
    // Half a burst: a fresh bucket would take it, one that is still nearly empty does not.
    for (let i = 0; i < 30; i++) client.send({ type: 'get_state' });
    for (let i = 0; i < 30; i++) neighbour.send({ type: 'get_state' });
    await client.next('rate_limit_warning', 2);
    await neighbour.next('rate_limit_warning');
    expect(answersOf(neighbour)).toBeLessThan(30);
  });

  it('H-9 charges an oversized frame and tells it by name', async () => {
    const client = await connect(newWorkspace());
    for (let i = 0; i < 6; i++) client.send(`{"type":"get_state","pad":"${'x'.repeat(11 * 1024)}"}`);
    await client.next('rate_limit_warning');
    expect(client.of('error').map(({ code }) => code)).toEqual(Array(5).fill('frame_too_large'));
    expect(client.closed).toBeNull();
  });
});

describe('connections', () => {
  it('H-12 closes the connection that a new one replaces with 4409, of the same principal only', async () => {
    const workspace = newWorkspace();
    const me = owner(workspace);
    const old = await connect(workspace, me);
    const stranger = await connect(workspace);
    const idOf = async (client: typeof old) => (await client.next('welcome')).connectionId;
    await connect(workspace, me, { query: { replaces: await idOf(old) } });
    await connect(workspace, me, { query: { replaces: await idOf(stranger) } });
    await until(() => old.closed !== null);
    expect(old.closed).toEqual({ code: 4409, reason: 'replaced' });
    expect(stranger.closed).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { connect, event, newWorkspace, producer, until } from '../hub.fixture.ts';

const progress = (campaignId: string, sent: number) =>
  event({
    type: 'campaign.progress',
    data: { campaignId, sent, total: 10_000, failed: 0, delivered: 0, read: 0, status: 'running', etaSeconds: 60 },
  });

describe('bytes on the wire', () => {
  it('H-11 sends frames from 1 KB on as one gzip member, and smaller ones as text', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace, undefined, { query: { encoding: 'gzip' } });
    await client.subscribe(['all']);
    await room.append(event({ data: { pad: 'نص'.repeat(1000) } }));
    await until(() => client.events.length === 1);
    expect([client.binaryFrames, client.events[0]?.data.pad]).toEqual([1, 'نص'.repeat(1000)]);
    await room.append(event());
    await until(() => client.events.length === 2);
    expect(client.binaryFrames).toBe(1);
    expect(client.position(0)).toBe(2);
  });

  it('H-11 sends text to whoever did not ask for gzip', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const [plain, odd] = [await connect(workspace), await connect(workspace, undefined, { query: { encoding: 'br' } })];
    for (const client of [plain, odd]) await client.subscribe(['all']);
    await room.append(event({ data: { pad: 'x'.repeat(5000) } }));
    for (const client of [plain, odd]) await until(() => client.events.length === 1);
    expect([plain.binaryFrames, odd.binaryFrames]).toEqual([0, 0]);
  });

  it('H-11 gives a replay in the same order whether it is gzipped or not', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 12; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    const client = await connect(workspace, undefined, { query: { encoding: 'gzip' } });
    client.send({ type: 'subscribe', topics: ['all'], since: 0 });
    await until(() => client.events.length === 1200);
    expect(client.position(0)).toBe(1200);
    expect(client.binaryFrames).toBeGreaterThanOrEqual(3);
    expect(client.bytes).toBeLessThan(JSON.stringify(client.events).length / 3);
  });

  it('H-11 sends the last value alone of progress that comes within a tick, of each campaign', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['campaigns']);
    const both = (sent: number) => [progress('cmp_a', sent), progress('cmp_b', sent)];
    await room.append(...Array.from({ length: 50 }, (_, i) => both(i + 1)).flat());
    await room.append(...Array.from({ length: 50 }, (_, i) => both(i + 51)).flat());
    await until(() => client.events.filter(({ data }) => data.sent === 100).length === 2);
    expect(client.events.length).toBeLessThanOrEqual(4);
    expect(client.events.every(({ seq, logId }) => seq === undefined && logId === undefined)).toBe(true);
  });

  it('H-11 keeps the order of last values and kept events', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['all']);
    await room.append(progress('cmp_a', 1), event(), progress('cmp_a', 2), event({ type: 'session.status', data: {} }));
    await until(() => client.events.length === 3);
    expect(client.events.map(({ type }) => type)).toEqual(['message.sent', 'campaign.progress', 'session.status']);
  });
});

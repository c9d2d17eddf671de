import { describe, expect, it } from 'vitest';
import { connect, event, hubOf, newWorkspace, producer, until } from '../hub.fixture.ts';

describe('subscribe', () => {
  it('H-4 greets with welcome and then state', async () => {
    const client = await connect(newWorkspace());
    expect(client.frames.map((frame) => frame.type)).toEqual(['welcome', 'state']);
  });

  it('H-4 sends nothing before a subscribe and live events after it', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await room.append(event());
    await client.subscribe(['messages']);
    await room.append(event());
    await until(() => client.events.length > 0);
    expect(client.seqs).toEqual([2]);
    expect(client.position(0)).toBe(2);
  });

  it('H-4 replays what was missed since a position before anything live', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event(), event(), event());
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    client.send({ type: 'subscribe', topics: ['message'], since: 1, logId });
    await room.append(event());
    await until(() => client.events.length >= 3);
    expect(client.seqs).toEqual([2, 3, 4]);
    expect(client.position(1)).toBe(4);
  });

  it('H-4 loses nothing and repeats nothing when a subscribe races with appends', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event());
    const client = await connect(workspace);
    const { logId, seq } = await client.next('welcome');
    const appends = Array.from({ length: 20 }, () => room.append(event(), event()));
    client.send({ type: 'subscribe', topics: ['all'], since: seq, logId });
    await Promise.all(appends);
    await until(() => client.events.length >= 40);
    expect(client.seqs).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
    expect(client.position(1)).toBe(41);
  });

  it('H-6 reads the log by position, with the end and no gap', async () => {
    const workspace = newWorkspace();
    await producer(workspace).append(event(), event({ type: 'session.status', data: { status: 'ready' } }), event());
    const answer = await hubOf(workspace).readEvents({ after: 1, limit: 10, types: ['messages'] });
    expect(answer.data.map((one) => one.seq)).toEqual([3]);
    expect(answer).toMatchObject({ lastSeq: 3, gap: null });
  });
});

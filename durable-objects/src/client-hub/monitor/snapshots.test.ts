import { describe, expect, it } from 'vitest';
import { connect, newWorkspace, until } from '../hub.fixture.ts';
import { ageSnapshots, jobsOf, read, runJob } from './monitor.fixture.ts';

const HOUR_MS = 60 * 60 * 1000;
const snapshot = async (workspace: string) => {
  await runJob(workspace, 'snapshot');
  return (await read(workspace)).snapshots;
};

describe('snapshots of a hub', () => {
  it('H-14 hold the connections of the moment and the counts since the one before', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['session']);
    await client.subscribe(['message']);
    await runJob(workspace, 'counters');
    const [first] = await snapshot(workspace);
    expect(first).toMatchObject({ connections: 1, received: 2, errors: 0, refusals: 0, bufferedBytes: 0 });
    await client.subscribe(['webhook']);
    client.send('not json');
    client.send('x'.repeat(11_000));
    await client.next('error', 2);
    const [, second, ...more] = await snapshot(workspace);
    expect(second).toMatchObject({ connections: 1, received: 3, refusals: 1 });
    expect(more).toEqual([]);
  });

  it('H-14 are taken while sockets are open, and once more after the last one', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await runJob(workspace, 'counters');
    await snapshot(workspace);
    expect(await jobsOf(workspace)).toContain('snapshot');
    client.ws.close(1000);
    await until(async () => (await read(workspace)).figures.connections.current === 0);
    await runJob(workspace, 'counters');
    const snapshots = await snapshot(workspace);
    expect(snapshots.map(({ connections }) => connections)).toEqual([1, 0]);
    expect(await jobsOf(workspace)).not.toContain('snapshot');
    await runJob(workspace, 'sweep');
    expect(await jobsOf(workspace)).toEqual([]);
  });

  it('H-14 are kept for 7 days and read as far back as asked', async () => {
    const workspace = newWorkspace();
    await connect(workspace);
    await runJob(workspace, 'counters');
    await snapshot(workspace);
    await ageSnapshots(workspace, 167 * HOUR_MS);
    expect(await snapshot(workspace)).toHaveLength(2);
    expect((await read(workspace, 166)).snapshots).toHaveLength(1);
    await ageSnapshots(workspace, 2 * HOUR_MS);
    await snapshot(workspace);
    await ageSnapshots(workspace, -3 * HOUR_MS);
    // What was older than 7 days is gone, not only unseen.
    expect((await read(workspace)).snapshots).toHaveLength(2);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { startSimulator } from '../../simulator/simulator.ts';
import { processesWith } from '../sessions/process-tree.ts';
import { FakeEdge } from '../testing/fake-edge.ts';
import { HostProcess, temporaryFolder } from '../testing/host-process.ts';
import { until } from '../testing/until.ts';

const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const start = async (sessions: number) => {
  const dataDir = temporaryFolder('data');
  const simulator = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    dataDir: temporaryFolder('sim'),
    qrRotationMs: 20_000,
    seed: 1,
  });
  closers.push(() => simulator.close());
  const edge = new FakeEdge();
  const edgeUrl = await edge.listen();
  closers.push(() => edge.close());
  const rooms = Array.from({ length: sessions }, () => edge.room(newId('ses')));
  const host = new HostProcess(['run'], {
    WAQTOR_EDGE_URL: edgeUrl,
    WAQTOR_HOST_DATA: dataDir,
    WAQTOR_ENGINE: 'memory',
    WAQTOR_SIMULATOR_URL: simulator.url,
    WAQTOR_ENROLMENT_CODE: 'code-one-two-three',
  });
  closers.push(() => host.kill('SIGKILL'));
  const marked = () => rooms.flatMap((room) => processesWith(room.sessionId));
  return { host, rooms, edge, dataDir, marked };
};

describe('R-3 a host that is told to end', () => {
  it('R-3 ends eight sessions within 10 s, releases them, and leaves no process', async () => {
    const t = await start(8);
    await until(() => t.rooms.every((room) => room.facts('qr').length > 0), 'all sessions run', 30_000);
    expect(t.marked()).toHaveLength(8);
    const startedAt = performance.now();
    t.host.kill('SIGTERM');
    expect((await t.host.ended).code).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(t.marked()).toEqual([]);
    expect(t.edge.controlFrames.filter((frame) => frame.type === 'release')).toHaveLength(8);
  }, 60_000);

  it('R-3 ends at once with a second signal, though a session hangs, and its children end too', async () => {
    const t = await start(1);
    await until(() => t.rooms.every((room) => room.facts('qr').length > 0), 'the session runs', 20_000);
    const children = t.marked();
    for (const pid of children) process.kill(pid, 'SIGSTOP');
    t.host.kill('SIGTERM');
    await until(() => t.rooms[0]?.facts('state').at(-1)?.reason === 'restarting', 'it stops');
    t.host.kill('SIGTERM');
    expect((await t.host.ended).code).toBe(1);
    for (const pid of children) process.kill(pid, 'SIGCONT');
    await until(() => t.marked().length === 0, 'the child saw that its host is gone');
  }, 40_000);

  it('R-3 ends with 0 while it still waits for the edge', async () => {
    const host = new HostProcess(['run'], {
      WAQTOR_EDGE_URL: 'http://127.0.0.1:9',
      WAQTOR_HOST_DATA: temporaryFolder('data'),
      WAQTOR_ENGINE: 'real',
      WAQTOR_ENROLMENT_CODE: 'code-one-two-three',
    });
    closers.push(() => host.kill('SIGKILL'));
    await until(() => host.err.includes('waits for the edge'), 'it waits');
    host.kill('SIGTERM');
    expect((await host.ended).code).toBe(0);
  });
});

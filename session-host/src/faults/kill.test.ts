import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { startSimulator } from '../../simulator/simulator.ts';
import { Store } from '../store/store.ts';
import { systemClock } from '../clock.ts';
import { processesWith } from '../sessions/process-tree.ts';
import { silentLog } from '../telemetry/log.ts';
import { FakeEdge, sendText } from '../testing/fake-edge.ts';
import { until } from '../testing/until.ts';
import { FAULT_POINTS } from './fault-point.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const folder = (name: string) => mkdtempSync(join(tmpdir(), `waqtor-${name}-`));
const closers: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A host as a process of its own, with the memory engine in a child, against the simulated network. */
const world = async () => {
  const simulator = await startSimulator({
    host: '127.0.0.1',
    port: 0,
    dataDir: folder('sim'),
    qrRotationMs: 20_000,
    seed: 1,
  });
  closers.push(() => simulator.close());
  const edge = new FakeEdge();
  const edgeUrl = await edge.listen();
  closers.push(() => edge.close());
  const room = edge.room(newId('ses'));
  const dataDir = folder('data');
  let host: ChildProcess | null = null;
  const start = (env: Record<string, string> = {}): ChildProcess => {
    host = spawn(process.execPath, [MAIN], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH ?? '',
        WAQTOR_EDGE_URL: edgeUrl,
        WAQTOR_HOST_DATA: dataDir,
        WAQTOR_ENGINE: 'memory',
        WAQTOR_SIMULATOR_URL: simulator.url,
        WAQTOR_ENROLMENT_CODE: 'code-one-two-three',
        ...env,
      },
    });
    return host;
  };
  closers.push(() => stop(host));
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(simulator.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return response.json();
  };
  const link = async () => {
    await call('/accounts', { phone: '966500000001', name: 'A' });
    await call('/accounts', { phone: '966500000002', name: 'B' });
    await until(() => room.facts('qr').length > 0, 'a code');
    await call('/accounts/966500000001/scan', { qr: room.facts('qr').at(-1)?.qr });
    await until(() => room.facts('state').at(-1)?.status === 'ready', 'ready');
  };
  const delivered = async () =>
    ((await call('/messages?phone=966500000002')) as { messages: { body: string }[] }).messages.map(({ body }) => body);
  return { start, link, delivered, room, dataDir };
};

const stop = async (host: ChildProcess | null): Promise<number | null> => {
  if (!host || host.exitCode !== null || host.signalCode !== null) return host?.exitCode ?? null;
  host.kill('SIGTERM');
  return new Promise((resolve) => host.once('exit', (code) => resolve(code)));
};

describe('S-5 a host that is killed in the middle of a send', () => {
  it.each(FAULT_POINTS)(
    'S-5 delivers the message exactly once when the host dies at %s',
    async (point) => {
      const t = await world();
      const first = t.start({ WAQTOR_FAULT_POINT: point });
      await t.link();
      const command = sendText(newId('cmd'), '966500000002@c.us', `over ${point}`);
      t.room.dispatch(command);
      await until(() => first.signalCode === 'SIGKILL', 'the host died');
      t.start({ WAQTOR_FAULT_POINT: point });
      await until(() => t.room.outcomes(command.id).length > 0, 'the outcome');
      expect(['sent', 'handed_over']).toContain(t.room.outcomes(command.id)[0]?.result);
      await until(() => t.room.facts('state').at(-1)?.status === 'ready', 'ready again');
      let bodies: string[] = [];
      for (let i = 0; i < 50 && bodies.length === 0; i++) bodies = await t.delivered();
      expect(bodies).toEqual([`over ${point}`]);
    },
    30_000,
  );

  it('S-5 leaves no process behind after kill -9 of the host, and its login goes on', async () => {
    const t = await world();
    const first = t.start();
    await t.link();
    first.kill('SIGKILL');
    await until(() => first.signalCode === 'SIGKILL', 'the host died');
    const probe = new Store(t.dataDir, systemClock, silentLog);
    const { storeId } = probe;
    probe.close();
    await until(() => processesWith(storeId).length === 0, 'the child ended');
    const states = t.room.facts('state').length;
    const second = t.start();
    await until(() => t.room.facts('state').length > states, 'a state');
    await until(() => t.room.facts('state').at(-1)?.status === 'ready', 'ready without a scan');
    expect(await stop(second)).toBe(0);
    expect(processesWith(storeId)).toEqual([]);
  }, 30_000);
});

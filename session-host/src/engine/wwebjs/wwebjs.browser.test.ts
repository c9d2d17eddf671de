import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlOf } from '../../../simulator/control-client.ts';
import { startSimulator } from '../../../simulator/simulator.ts';
import type { Simulator } from '../../../simulator/simulator.ts';
import { createEngineFactory } from '../create-engine.ts';
import { describeEngine } from '../engine-contract.ts';
import { EngineProbe } from '../engine-probe.ts';
import { browserProcessesOf } from './orphans.ts';

const createFactory = (simulatorUrl: string) =>
  createEngineFactory({ kind: 'simulator', simulatorUrl, chromiumPath: null });
const STEP_MS = 20_000;
const within = () => AbortSignal.timeout(STEP_MS);

describeEngine({
  name: 'wwebjs on the simulator',
  createFactory,
  kill: async (engine) => {
    if (engine.browserPid === null) throw new Error('There is no browser to kill.');
    process.kill(engine.browserPid, 'SIGKILL');
  },
});

describe('the browser of a session', () => {
  let simulator: Simulator;
  const folder = mkdtempSync(join(tmpdir(), 'waqtor-browser-'));
  beforeAll(async () => {
    simulator = await startSimulator({ dataDir: join(folder, 'simulator') });
  });
  afterAll(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const probeOf = (profile: string) =>
    new EngineProbe(createFactory(simulator.url), {
      sessionId: `ses_${profile.padStart(12, '0')}`,
      profileDir: join(folder, profile),
    });
  const userDataDirOf = (profile: string) => join(folder, profile, 'browser');

  it('S-5 leaves no process behind after stop', async () => {
    const probe = probeOf('stopped');
    await probe.engine.start(within());
    expect(browserProcessesOf(userDataDirOf('stopped')).length).toBeGreaterThan(1);
    await probe.engine.stop();
    expect(browserProcessesOf(userDataDirOf('stopped'))).toEqual([]);
  });

  it('S-5 starts on a profile whose host was killed, with nothing of the old browser left', async () => {
    const host = spawn(
      process.execPath,
      [join(import.meta.dirname, 'host-to-kill.ts'), simulator.url, join(folder, 'orphaned')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const browserPid = await new Promise<number>((resolve) => {
      host.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
    });
    const before = browserProcessesOf(userDataDirOf('orphaned'));
    expect(before).toContain(browserPid);
    host.kill('SIGKILL');
    const probe = probeOf('orphaned');
    await probe.engine.start(within());
    await probe.fact('qr', STEP_MS);
    expect(browserProcessesOf(userDataDirOf('orphaned')).filter((pid) => before.includes(pid))).toEqual([]);
    await probe.engine.stop();
  });

  it('S-5 starts on a profile that another machine left locked', async () => {
    mkdirSync(userDataDirOf('locked'), { recursive: true });
    symlinkSync('another-machine-4242', join(userDataDirOf('locked'), 'SingletonLock'));
    const probe = probeOf('locked');
    await probe.engine.start(within());
    await probe.fact('qr', STEP_MS);
    await probe.engine.stop();
  });

  it('S-5 says that it is broken when the page crashes', async () => {
    const control = controlOf(simulator.url);
    await control.account('966511110000', 'Layla Store');
    const probe = probeOf('crashed');
    await probe.engine.start(within());
    await control.scan('966511110000', { qr: (await probe.fact('qr', STEP_MS)).qr });
    await probe.ready(STEP_MS);
    await control.setFaults({ crash_renderer: true });
    await probe.until(() => probe.broken !== null, STEP_MS);
    await probe.engine.stop();
  });

  it('S-1 puts away a dialog with news that nobody is there to read, and stays ready', async () => {
    const control = controlOf(simulator.url);
    await control.account('966511110001', 'Layla Store');
    const probe = probeOf('news');
    await probe.engine.start(within());
    await control.scan('966511110001', { qr: (await probe.fact('qr', STEP_MS)).qr });
    await probe.ready(STEP_MS);
    await control.setFaults({ dialog: 'news' });
    const isRead = async () => (await control.call<{ newsRead: number }>('GET', '/faults')).newsRead === 1;
    await probe.until(isRead, STEP_MS);
    expect(probe.lastState()).toMatchObject({ status: 'ready' });
    await control.setFaults(null);
    await probe.engine.stop();
  });

  it('S-5 gives up a start when its signal fires, and leaves no process behind', async () => {
    const control = controlOf(simulator.url);
    await control.setFaults({ slow_load_ms: 60_000 });
    const probe = probeOf('slow');
    await expect(probe.engine.start(AbortSignal.timeout(2_500))).rejects.toMatchObject({ name: 'EngineBroken' });
    expect(browserProcessesOf(userDataDirOf('slow'))).toEqual([]);
    await control.setFaults(null);
  });
});

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { startSimulator } from '../../simulator/simulator.ts';
import type { EngineBroken } from '../engine/engine.ts';
import { silentLog } from '../telemetry/log.ts';
import { until } from '../testing/until.ts';
import { createChildEngines } from './child-engine.ts';
import { processesWith } from './process-tree.ts';
import { FAKE_CAPABILITIES } from './testing/fake-engine.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'waqtor-session-'));
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The process of a session, of the memory engine. */
const spawn = async () => {
  const simulator = await startSimulator({ dataDir: folder() });
  closers.push(() => simulator.close());
  const marker = newId('sto');
  const broken: EngineBroken[] = [];
  const engine = createChildEngines({
    engine: { kind: 'memory', simulatorUrl: simulator.url, chromiumPath: null },
    marker,
    capabilities: FAKE_CAPABILITIES,
    log: silentLog,
  })({
    sessionId: newId('ses'),
    profileDir: folder(),
    emit: () => undefined,
    onBroken: (error) => broken.push(error),
  });
  closers.push(() => engine.kill());
  await engine.start(AbortSignal.timeout(10_000));
  return { engine, broken, pids: () => processesWith(marker) };
};

describe('S-6 the process of a session ends by itself', () => {
  it('S-6 when its host does not say in time that the lease still holds', async () => {
    const { engine, pids, broken } = await spawn();
    engine.liveFor?.(1_000);
    expect(pids()).toHaveLength(1);
    await until(() => pids().length === 0, 'the process to end');
    await until(() => broken.length === 1, 'the host to hear of it');
  });

  it('S-6 and lives on while its host says so', async () => {
    const { engine, pids } = await spawn();
    const began = performance.now();
    await until(() => {
      engine.liveFor?.(1_000);
      return performance.now() - began > 2_000;
    }, 'twice as long as it was first told');
    expect(pids()).toHaveLength(1);
  });
});

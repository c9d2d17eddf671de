import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { createChildEngines } from '../sessions/child-engine.ts';
import { processesWith } from '../sessions/process-tree.ts';
import { silentLog } from '../telemetry/log.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { sendText } from '../testing/fake-edge.ts';
import { HostHarness } from '../testing/host-harness.ts';
import { temporaryFolder } from '../testing/host-process.ts';
import { until } from '../testing/until.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const post = async (simulator: Simulator, path: string, body: unknown): Promise<void> => {
  const headers = { 'content-type': 'application/json' };
  await fetch(simulator.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
};

const STEP_MS = 20;

/** Runs beside real time, for sockets and children live in it, and can be moved ahead. */
class RunningClock extends FakeClock {
  #work: Promise<void> = Promise.resolve();
  readonly #timer = setInterval(() => void this.ahead(STEP_MS), STEP_MS);

  ahead(ms: number): Promise<void> {
    this.#work = this.#work.then(async () => {
      for (let left = ms; left > 0; left -= 500) await this.advance(Math.min(left, 500));
    });
    return this.#work;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** A linked session in a child process of the memory engine, under a clock that the test moves. */
const world = async () => {
  const dataDir = temporaryFolder('sim');
  const simulator = await startSimulator({ host: '127.0.0.1', port: 0, dataDir, qrRotationMs: 20_000, seed: 1 });
  closers.push(() => simulator.close());
  const h = new HostHarness();
  const clock = new RunningClock(Date.now());
  const engine = { kind: 'memory' as const, simulatorUrl: simulator.url, chromiumPath: null };
  let marker = '';
  h.clock = clock;
  h.config = { engine };
  h.engines = (storeId, capabilities) => {
    marker = storeId;
    return createChildEngines({ engine, marker: storeId, capabilities, log: silentLog });
  };
  closers.push(async () => clock.stop());
  closers.push(() => h.close());
  closers.push(async () => processesWith(marker).forEach((pid) => process.kill(pid, 'SIGKILL')));
  await h.open();
  await post(simulator, '/accounts', { phone: '966500000001', name: 'A' });
  await post(simulator, '/accounts', { phone: '966500000002', name: 'B' });
  await until(() => h.room.facts('qr').length > 0, 'a code');
  await post(simulator, '/accounts/966500000001/scan', { qr: h.room.facts('qr').at(-1)?.qr });
  await h.ready();
  const delivered = async (): Promise<number> => {
    const answer = await fetch(`${simulator.url}/messages?phone=966500000002`);
    return ((await answer.json()) as { messages: unknown[] }).messages.length;
  };
  const send = (): string => {
    const command = sendText(newId('cmd'), '966500000002@c.us', 'x');
    h.room.dispatch(command);
    return command.id;
  };
  /** The edge answers no renewal from now on; the link of the session stays. */
  let cutAt = 0;
  const cutOff = async (): Promise<void> => {
    const renewed = async () => (await h.host?.status())?.sessions[0]?.leaseAgeMs ?? Infinity;
    h.edge.isRenewing = false;
    // So old that the last renewal below cannot be taken for the one before it.
    while ((await renewed()) < 2_000) await clock.ahead(500);
    h.edge.assign();
    while ((await renewed()) > 1_000) await clock.ahead(STEP_MS);
    // The status is measured while the clock runs: read first, or the cut would seem earlier than it was.
    const ageMs = await renewed();
    cutAt = clock.monotonic() - ageMs;
  };
  const elapsed = () => clock.monotonic() - cutAt;
  const advanceTo = (ms: number) => clock.ahead(ms - elapsed());
  return { h, elapsed, advanceTo, delivered, send, cutOff, pids: () => processesWith(marker) };
};

describe('S-6 a host that is cut off from the edge', () => {
  it('S-6 sends until 40 s of a lease of 60 s and no more, and has no child process before 50 s', async () => {
    const t = await world();
    await t.cutOff();
    await t.advanceTo(36_000);
    const early = t.send();
    await until(() => t.h.room.outcomes(early).length === 1, 'the early command is sent');
    expect(await t.delivered()).toBe(1);
    await t.advanceTo(40_100);
    const acked = t.h.room.ackedCommand;
    const late = t.send();
    await until(() => t.h.room.ackedCommand > acked, 'the late command is stored');
    await until(() => t.pids().length === 0, 'the child ended');
    expect(t.elapsed()).toBeLessThan(50_000);
    expect(t.h.room.outcomes(late)).toEqual([]);
    expect(await t.delivered()).toBe(1);
  }, 30_000);

  it('S-6 kills a child that hangs before 50 s', async () => {
    const t = await world();
    await t.cutOff();
    const frozen = t.pids();
    expect(frozen).toHaveLength(1);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    await t.advanceTo(48_000);
    await until(() => t.pids().length === 0, 'the child is gone');
    expect(t.elapsed()).toBeLessThan(50_000);
  }, 30_000);
});

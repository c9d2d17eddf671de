import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createEngineFactory } from '../create-engine.ts';
import { STEP_MS, Stage, textTo, within } from '../contract/stage.ts';
import { join } from 'node:path';
import { browserProcessesOf } from './orphans.ts';

/** Enough to have some of them at every step when the browser dies. */
const IN_FLIGHT = 120;
const QR_ROTATION_MS = 20_000;

/** The page's writes are `relaxed`: what this promises through a kill is proved here and not assumed. */
describe('the page of the simulator, killed with SIGKILL under load', () => {
  let stage: Stage;
  beforeAll(async () => {
    const create = (simulatorUrl: string) =>
      createEngineFactory({ kind: 'simulator', simulatorUrl, chromiumPath: null });
    stage = await Stage.open(create, { qrRotationMs: QR_ROTATION_MS });
  });
  afterEach(() => stage.clear());
  afterAll(() => stage.close());

  const killAll = (phone: string): void => {
    for (const pid of browserProcessesOf(join(stage.folder, `p${phone}`, 'browser'))) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // Its parent's death ended it already.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  };

  it.each([1, 30, 80])('S-5 has stored every message that it transmitted, after %i deliveries', async (deliveries) => {
    const { mine, peer, probe } = await stage.pair();
    const messages = Array.from({ length: IN_FLIGHT }, (_, index) => textTo(peer, `load ${index}`));
    const sends = messages.map((message) => probe.engine.send(message, within()).catch((error: unknown) => error));
    await expect
      .poll(async () => (await stage.control.delivered(peer)).length, { timeout: STEP_MS, interval: 1 })
      .toBeGreaterThanOrEqual(deliveries);
    killAll(mine);
    await Promise.all(sends);
    const transmitted = (await stage.control.sent(mine)).map(({ id }) => id);
    expect(transmitted.length).toBeGreaterThanOrEqual(deliveries);
    const again = await stage.restarted(mine);
    const found = await Promise.all(transmitted.map((id) => again.engine.find(id, `${peer}@c.us`, within())));
    expect(found.filter((message) => message === null)).toEqual([]);
    await Promise.all(messages.map((message) => again.engine.send(message, within())));
    const counts = (await stage.control.delivered(peer)).map(({ id }) => id);
    expect(counts).toHaveLength(IN_FLIGHT);
    expect(new Set(counts).size).toBe(IN_FLIGHT);
  });

  it('S-8 loses no inbound message that the network was told to forget', async () => {
    const { mine, peer, probe } = await stage.pair();
    const ids: string[] = [];
    const flood = (async () => {
      for (let index = 0; index < IN_FLIGHT; index++) {
        ids.push((await stage.control.say({ from: peer, to: mine, body: `flood ${index}` })).id);
      }
    })();
    await probe.until(() => probe.facts.filter((fact) => fact.type === 'message').length > IN_FLIGHT / 2, STEP_MS);
    killAll(mine);
    await flood;
    const again = await stage.restarted(mine);
    await again.until(async () => {
      const kept = new Set((await again.engine.backfill(0, within())).map((fact) => fact.keyId));
      return ids.every((id) => kept.has(id));
    }, STEP_MS);
  });

  it('S-8 keeps an ack that came right before the kill', async () => {
    const { mine, peer, probe } = await stage.pair();
    const message = textTo(peer, 'read at once');
    await probe.engine.send(message, within());
    await stage.control.ack(message.keyId, 3);
    await probe.until(() => probe.highestAck(message.keyId) === 3, STEP_MS);
    killAll(mine);
    const again = await stage.restarted(mine);
    await again.until(
      async () => (await again.engine.find(message.keyId, `${peer}@c.us`, within()))?.ack === 3,
      STEP_MS,
    );
  });
});

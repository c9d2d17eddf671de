import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { Store } from '../store/store.ts';
import { systemClock } from '../clock.ts';
import { processesWith } from '../sessions/process-tree.ts';
import { silentLog } from '../telemetry/log.ts';
import { sendText } from '../testing/fake-edge.ts';
import { KillableHost, PEER_PHONE } from '../testing/killable-host.ts';
import { until } from '../testing/until.ts';
import { FAULT_POINTS } from './fault-point.ts';

const worlds: KillableHost[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
const open = async (): Promise<KillableHost> => {
  const world = await KillableHost.open();
  worlds.push(world);
  return world;
};

describe('S-5 a host that is killed in the middle of a send', () => {
  it.each(FAULT_POINTS)(
    'S-5 delivers the message exactly once when the host dies at %s',
    async (point) => {
      const t = await open();
      const first = t.start({ WAQTOR_FAULT_POINT: point });
      await t.link();
      const command = sendText(newId('cmd'), `${PEER_PHONE}@c.us`, `over ${point}`);
      t.room.dispatch(command);
      await until(() => first.signalCode === 'SIGKILL', 'the host died', 25_000);
      t.start({ WAQTOR_FAULT_POINT: point });
      await until(() => t.room.outcomes(command.id).length > 0, 'the outcome', 25_000);
      expect(['sent', 'handed_over']).toContain(t.room.outcomes(command.id)[0]?.result);
      await t.ready();
      let bodies: string[] = [];
      for (let i = 0; i < 50 && bodies.length === 0; i++) {
        bodies = (await t.control.delivered(PEER_PHONE)).map(({ body }) => body);
      }
      expect(bodies).toEqual([`over ${point}`]);
    },
    60_000,
  );

  it('S-5 leaves no process behind after kill -9 of the host, and its login goes on', async () => {
    const t = await open();
    t.start();
    await t.link();
    await t.kill();
    const probe = new Store(t.dataDir, systemClock, silentLog);
    const { storeId } = probe;
    probe.close();
    await until(() => processesWith(storeId).length === 0, 'the child ended');
    const states = t.room.facts('state').length;
    t.start();
    await until(() => t.room.facts('state').length > states, 'a state', 25_000);
    await t.ready();
    expect(await t.stop()).toBe(0);
    expect(processesWith(storeId)).toEqual([]);
  }, 60_000);
});

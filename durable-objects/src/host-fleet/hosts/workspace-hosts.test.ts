import { runInDurableObject } from 'cloudflare:test';
import { newId } from '@waqtor/core/id';
import { fleetName } from '@waqtor/core/object-name';
import { describe, expect, it } from 'vitest';
import { bindings, connectControl, controlHello } from '../../session-room/testing/test-control.ts';
import { until } from '../../session-room/testing/test-socket.ts';

const stub = () => bindings.HOST_FLEET.getByName(fleetName());
const hostsOf = (workspaceId: string) => stub().hosts(workspaceId);

/** A host that said hello; `owner` null: of the operator. */
const newHost = async (owner: string | null, hello: Record<string, unknown> = {}) => {
  const hostId = newId('hst');
  const socket = await connectControl(hostId, owner);
  socket.send(controlHello(newId('sto'), hello));
  await socket.next('assign');
  return { hostId, socket };
};
const newSession = async (workspaceId: string): Promise<string> => {
  const sessionId = newId('ses');
  await stub().registerSession({ workspaceId, sessionId, desired: 'running' });
  return sessionId;
};
/** A host of the operator with one session of each; it takes none by itself, so that other tests keep theirs. */
const newSharedHost = async (...workspaces: string[]) => {
  const host = await newHost(null, { capacity: 0 });
  const sessions = await Promise.all(workspaces.map(newSession));
  await runInDurableObject(stub(), (_fleet, { storage }) => {
    for (const session of sessions) {
      storage.sql.exec('UPDATE leases SET holder = ? WHERE session_id = ?', host.hostId, session);
    }
  });
  return host;
};

describe('hosts of a workspace', () => {
  it('H-13 tells the own host with what it told last, and null before it told', async () => {
    const workspaceId = newId('wsp');
    const { hostId, socket } = await newHost(workspaceId);
    await newSession(workspaceId);
    const silent = { hostId, isConnected: true, sessions: 1, capacity: 100 };
    const nothing = { rssBytes: null, cpuSeconds: null, uptimeSeconds: null };
    expect(await hostsOf(workspaceId)).toEqual([{ ...silent, ...nothing }]);
    socket.send({ type: 'telemetry', rssBytes: 1024, cpuSeconds: 1.5, uptimeSeconds: 60, sessions: 1 });
    const told = { rssBytes: 1024, cpuSeconds: 1.5, uptimeSeconds: 60 };
    expect(
      await until(
        () => hostsOf(workspaceId),
        ([host]) => host?.rssBytes !== null,
      ),
    ).toEqual([{ ...silent, ...told }]);
  });

  it('H-13 says that a host went, and what it told before', async () => {
    const workspaceId = newId('wsp');
    const { socket } = await newHost(workspaceId);
    socket.send({ type: 'telemetry', rssBytes: 7, cpuSeconds: 1, uptimeSeconds: 1, sessions: 0 });
    await until(
      () => hostsOf(workspaceId),
      ([host]) => host?.rssBytes === 7,
    );
    socket.ws.close(1000);
    const [gone] = await until(
      () => hostsOf(workspaceId),
      ([host]) => host?.isConnected === false,
    );
    expect(gone).toMatchObject({ isConnected: false, rssBytes: 7 });
  });

  it('A-4 never tells of the hosts of another workspace', async () => {
    const [mine, theirs] = [newId('wsp'), newId('wsp')];
    const { hostId } = await newHost(theirs);
    await newSession(theirs);
    expect(await hostsOf(mine)).toEqual([]);
    expect((await hostsOf(theirs)).map((host) => host.hostId)).toEqual([hostId]);
  });

  it('A-4 tells of a host of the operator to whom it serves alone, and of their own sessions', async () => {
    const [first, second, other] = [newId('wsp'), newId('wsp'), newId('wsp')];
    const { hostId, socket } = await newSharedHost(first, second, second);
    const seenBy = async (workspaceId: string) => (await hostsOf(workspaceId)).find((host) => host.hostId === hostId);
    expect((await seenBy(first))?.sessions).toBe(1);
    expect((await seenBy(second))?.sessions).toBe(2);
    expect(await seenBy(other)).toBeUndefined();
    socket.ws.close(1000);
  });
});

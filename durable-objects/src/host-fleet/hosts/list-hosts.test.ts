import { fleetHostSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { connectControl, controlHello } from '../../session-room/testing/test-control.ts';
import { until } from '../../session-room/testing/test-socket.ts';
import { stub, telemetry, TestFleet } from '../fleet.fixture.ts';

const told = { pssBytes: 900, memoryTotalBytes: 4000, memoryAvailableBytes: 3000, diskFreeBytes: 70 };

describe('listHosts', () => {
  it('S-6 tells everything that the own host told', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host({ hello: { capacity: 5, region: 'riyadh-1', volumeId: newId('vol') } });
    const silent = (await stub().listHosts(fleet.workspaceId))[0];
    expect(silent).toMatchObject({ status: 'connected', freePlaces: 5, usedMemoryBytes: null, uptimeSeconds: null });
    await host.lease(await fleet.session());
    host.socket.send(telemetry({ ...told, capacity: 3, uptimeSeconds: 60, cpuSeconds: 1.5 }));
    await host.settled();
    const [listed] = await stub().listHosts(fleet.workspaceId);
    expect(fleetHostSchema.parse(listed)).toEqual({
      hostId: host.hostId,
      workspaceId: fleet.workspaceId,
      status: 'connected',
      region: 'riyadh-1',
      version: 'test',
      seenAt: listed?.seenAt,
      uptimeSeconds: 60,
      sessions: 1,
      capacity: 5,
      freePlaces: 2,
      usedMemoryBytes: 900,
      totalMemoryBytes: 4000,
      availableMemoryBytes: 3000,
      diskFreeBytes: 70,
      cpuSeconds: 1.5,
      sharesLoginsWith: [],
    });
  });

  it('S-6 tells that a host is away, with no free places', async () => {
    const fleet = new TestFleet();
    const host = await fleet.host();
    await fleet.leave(host);
    expect(await stub().listHosts(fleet.workspaceId)).toMatchObject([{ status: 'away', freePlaces: 0 }]);
  });

  it('A-4 tells of shared logins among the hosts that the workspace may know, and of no others', async () => {
    const volumeId = newId('vol');
    const [fleet, other] = [new TestFleet(), new TestFleet()];
    const own = [await fleet.host({ hello: { volumeId } }), await fleet.host({ hello: { volumeId } })];
    await fleet.host();
    await other.host({ hello: { volumeId } });
    const operators = await connectControl(newId('hst'), null);
    operators.send(controlHello(newId('sto'), { volumeId, capacity: 0 }));
    await operators.next('assign');
    const listed = await stub().listHosts(fleet.workspaceId);
    const shares = new Map(listed.map(({ hostId, sharesLoginsWith }) => [hostId, sharesLoginsWith]));
    const [first, second] = own.map(({ hostId }) => hostId);
    expect(shares.get(first ?? '')).toEqual([second]);
    expect(listed).toHaveLength(3);
    operators.ws.close(1000);
  });
});

describe('sessionHealth', () => {
  const health = (sessionId: string, restarts = 0) => ({ sessionId, memoryBytes: 70, lastEventAt: null, restarts });

  it('S-8 tells what the holder told last of a session, and nothing that another host says of it', async () => {
    const fleet = new TestFleet();
    const { session, first, second } = await fleet.pair();
    expect(await stub().sessionHealth(fleet.workspaceId)).toEqual({});
    first.socket.send(telemetry({ health: [health(session, 2), health(newId('ses'))] }));
    second.socket.send(telemetry({ health: [health(session, 9)] }));
    await Promise.all([first.settled(), second.settled()]);
    const told = await stub().sessionHealth(fleet.workspaceId);
    const toldAt = expect.stringMatching(/Z$/) as string;
    expect(told).toEqual({ [session]: { memoryBytes: 70, lastEventAt: null, restarts: 2, toldAt } });
    expect(await stub().sessionHealth(newId('wsp'))).toEqual({});
  });

  it('S-8 keeps what was told when a frame cannot be read, and forgets it with the next that tells nothing', async () => {
    const fleet = new TestFleet();
    const { session, first } = await fleet.pair();
    first.socket.send(telemetry({ health: [health(session)] }));
    first.socket.send(telemetry({ health: [{ sessionId: 'ses_?' }] }));
    first.socket.send(telemetry({ health: Array.from({ length: 1001 }, () => health(session)) }));
    await until(
      () => first.socket.of('error'),
      (errors) => errors.length === 2,
    );
    expect(Object.keys(await stub().sessionHealth(fleet.workspaceId))).toEqual([session]);
    first.socket.send(telemetry());
    await first.settled();
    expect(await stub().sessionHealth(fleet.workspaceId)).toEqual({});
  });
});

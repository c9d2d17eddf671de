import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '@waqtor/core/id';
import { inbound } from './sessions/testing/fake-engine.ts';
import { sendText } from './testing/fake-edge.ts';
import { HostHarness } from './testing/host-harness.ts';
import { until } from './testing/until.ts';

const open: HostHarness[] = [];
afterEach(async () => {
  for (const harness of open.splice(0)) await harness.close();
});
const harness = async (): Promise<HostHarness> => {
  const h = new HostHarness();
  open.push(h);
  return (await h.open()).ready();
};
const keys = (h: HostHarness) => h.room.facts('message').map((fact) => fact.keyId);
const receive = (h: HostHarness, count: number, from = 0) => {
  const expected = Array.from({ length: count }, (_, i) => `KEY${from + i}`);
  for (const key of expected) h.account.engine.emit(inbound(key, Date.now()));
  return expected;
};
const commands = (count: number) =>
  Array.from({ length: count }, (_, i) => sendText(newId('cmd'), `96650000${1000 + (i % 7)}@c.us`, 'x'));

describe('S-4 the link of a session', () => {
  it.each([
    ['before the room stored the frame', ['before_store']],
    ['before the acknowledgement left', ['before_ack']],
    ['in the middle of a greeting', ['before_ack', 'on_hello', 'after_hello']],
    ['twice in a row on the same rows', ['before_store', 'before_store', 'before_ack', 'before_ack']],
  ] as const)('S-4 carries every fact once and in order though the link is cut %s', async (_, cuts) => {
    const h = await harness();
    const first = receive(h, 5);
    await until(() => keys(h).length === 5, 'five facts');
    h.room.cuts.push(...cuts);
    const then = receive(h, 150, 5);
    await until(() => keys(h).length === 155 && h.room.cuts.length === 0, 'all facts');
    expect(keys(h)).toEqual([...first, ...then]);
    expect(h.room.links).toBeGreaterThanOrEqual(2);
  });

  it('S-4 sends again what was swallowed when the room comes back', async () => {
    const h = await harness();
    h.room.isAcking = false;
    const expected = receive(h, 10);
    await until(() => h.room.frames.flat().length > 10, 'the frames came');
    h.room.isAcking = true;
    h.room.cut();
    await until(() => keys(h).length === 10, 'all facts');
    expect(keys(h)).toEqual(expected);
  });

  it('S-4 takes late, doubled and reordered acknowledgements, and one for rows it never sent', async () => {
    const h = await harness();
    const first = receive(h, 3);
    await until(() => keys(h).length === 3, 'three facts');
    for (const n of [2, 1, 1, h.room.lastEvent, 1_000_000]) h.room.send({ type: 'ack', n });
    const then = receive(h, 3, 3);
    await until(() => keys(h).length === 6, 'six facts');
    h.room.cut();
    const last = receive(h, 1, 6);
    await until(() => keys(h).length === 7, 'seven facts');
    expect(keys(h)).toEqual([...first, ...then, ...last]);
  });

  it('S-4 ignores frames that it does not know or cannot read', async () => {
    const h = await harness();
    const links = h.room.links;
    for (const frame of ['nonsense', '[]', '{"type":"later"}', '{"type":"ack","n":"x"}', '{"type":"commands"}'])
      h.room.send(frame);
    const [command] = commands(1);
    h.room.dispatch(command);
    await until(() => h.room.outcomes(command?.id ?? '').length === 1, 'the outcome');
    expect(h.room.links).toBe(links);
  });

  it('S-4 acknowledges commands only when they are stored, and tells their number in the next hello', async () => {
    const h = await harness();
    h.room.dispatch(...commands(3));
    await until(() => h.room.ackedCommand === 3, 'the acknowledgement');
    h.room.cut();
    await until(() => h.room.hellos.at(-1)?.lastCommand === 3, 'the hello');
  });

  it('S-5 sends each command once though the link and the host go down in between', async () => {
    const h = await harness();
    const all = commands(60);
    h.room.dispatch(...all.slice(0, 20));
    h.room.cut();
    h.room.dispatch(...all.slice(20, 40));
    await h.restartHost();
    h.room.dispatch(...all.slice(40));
    await until(() => all.every((command) => h.room.outcomes(command.id).length > 0), 'all outcomes');
    expect(h.account.transmitted).toHaveLength(60);
    expect(new Set(h.account.transmitted).size).toBe(60);
    expect(all.every((command) => h.room.outcomes(command.id).every((fact) => fact.result === 'sent'))).toBe(true);
  });

  it('R-5 carries 300 commands a second from dispatch to outcome', async () => {
    const h = await harness();
    const all = commands(600);
    const startedAt = performance.now();
    for (let i = 0; i < all.length; i += 100) h.room.dispatch(...all.slice(i, i + 100));
    await until(() => h.room.facts('outcome').length === all.length, 'all outcomes');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('S-6 leases', () => {
  it('S-6 stops the session before its lease ends when nobody renews it, and starts it with the next lease', async () => {
    const h = new HostHarness();
    open.push(h);
    h.edge.leaseTtlMs = 1_500;
    await (await h.open()).ready();
    h.edge.isRenewing = false;
    await until(() => h.account.alive === 0, 'the engine ended', 1_400);
    const [command] = commands(1);
    h.room.dispatch(command);
    await until(() => h.room.ackedCommand === 1, 'the command is stored');
    expect(h.account.transmitted).toEqual([]);
    h.edge.leaseTtlMs = 60_000;
    h.edge.assign();
    await until(() => h.room.outcomes(command?.id ?? '').length === 1, 'the outcome');
    expect(h.account.mostAlive).toBe(1);
  });

  it('S-6 dials again at once under a new epoch and ignores a lower one', async () => {
    const h = await harness();
    h.edge.epoch = 5;
    h.edge.assign();
    await until(() => h.room.hellos.at(-1)?.epoch === 5, 'the hello under the new epoch');
    h.edge.epoch = 3;
    h.edge.assign();
    h.room.cut();
    const links = h.room.links;
    await until(() => h.room.links > links, 'the next link');
    await until(() => h.room.hellos.length === h.room.links, 'its hello');
    expect(h.room.hellos.at(-1)?.epoch).toBe(5);
    expect(h.account.engines).toHaveLength(1);
  });

  it('S-6 asks the fleet when the room says that the lease is not its own', async () => {
    const h = await harness();
    h.edge.refuseLinks = { status: 403, code: 'not_lease_holder' };
    const renewals = () => h.edge.controlFrames.filter((frame) => frame.type === 'renew').length;
    const before = renewals();
    h.edge.isRenewing = false;
    h.room.cut();
    await until(() => renewals() > before, 'a renewal');
    h.edge.refuseLinks = null;
    h.edge.isRenewing = true;
    h.edge.assign();
    await until(() => h.room.socket !== null, 'the link is back');
  });

  it('S-6 ends and releases a session that is revoked, and leaves nothing of it when it is wiped', async () => {
    const h = await harness();
    const folder = join(h.dir, 'sessions', h.room.sessionId);
    expect(existsSync(folder)).toBe(true);
    h.edge.control?.send(
      JSON.stringify({ type: 'revoke', sessionId: h.room.sessionId, reason: 'deleted', wipe: true }),
    );
    await until(() => h.edge.controlFrames.some((frame) => frame.type === 'release'), 'the release');
    expect(h.account.alive).toBe(0);
    expect(existsSync(folder)).toBe(false);
  });

  it('S-4 tells the sessions and epochs of its store when it comes back', async () => {
    const h = await harness();
    await h.restartHost();
    const hellos = () => h.edge.controlFrames.filter((frame) => frame.type === 'hello');
    await until(() => hellos().length === 2, 'the second hello');
    expect(hellos()[1]?.sessions).toEqual([{ sessionId: h.room.sessionId, epoch: 1 }]);
    expect(hellos()[1]?.storeId).toBe(hellos()[0]?.storeId);
  });

  it('S-6 ends every engine and releases every lease on a graceful stop', async () => {
    const h = await harness();
    await h.host?.stop();
    expect(h.account.alive).toBe(0);
    await until(() => h.edge.controlFrames.some((frame) => frame.type === 'release'), 'the release');
  });
});

describe('R-3 a host that the edge does not know', () => {
  it('R-3 enrols again with a code that it has not used when the edge forgot it', async () => {
    const h = await harness();
    await h.host?.stop();
    h.edge.hosts.clear();
    h.edge.codes.add('code-one-two-three');
    const before = h.hostId;
    await h.startHost();
    await until(() => h.hostId !== before, 'a new host id');
    expect(h.fatal).toBeNull();
  });

  it('R-3 keeps its id over restarts and needs no code then', async () => {
    const h = await harness();
    await h.host?.stop();
    const before = h.hostId;
    h.hostId = '';
    await h.startHost(null);
    await until(() => h.hostId === before, 'the same host id');
  });
});

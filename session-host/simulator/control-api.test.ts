import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { controlOf } from './control-client.ts';
import type { Control } from './control-client.ts';
import type { DeviceFrame, NetworkFrame, QueuedFrame } from './network/protocol.ts';
import { startSimulator } from './simulator.ts';
import type { Simulator } from './simulator.ts';

const STEP_MS = 5_000;
let phoneNo = 966_530_000_000;
const newPhone = () => String((phoneNo += 1));

/** A linked device by hand: answers `done` only when told to. */
class Device {
  readonly frames: NetworkFrame[] = [];
  readonly #socket: WebSocket;
  constructor(url: string, identity: { phone: string; token: string } | null = null) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/device`);
    this.#socket.on('message', (data) => {
      for (const frame of JSON.parse(data.toString()) as NetworkFrame[]) {
        this.frames.push(frame);
        if (frame.t === 'faults') this.send({ t: 'faults_applied', n: frame.n });
      }
    });
    this.#socket.on('open', () => this.send({ t: 'hello', deviceId: `device ${Math.random()}`, identity }));
    this.#socket.on('error', () => this.#socket.terminate());
  }
  send(frame: DeviceFrame): void {
    this.#socket.send(JSON.stringify([frame]));
  }
  async frame<T extends NetworkFrame['t']>(t: T): Promise<Extract<NetworkFrame, { t: T }>> {
    const isWanted = (frame: NetworkFrame): frame is Extract<NetworkFrame, { t: T }> => frame.t === t;
    await until(() => this.frames.some(isWanted));
    return this.frames.find(isWanted) as Extract<NetworkFrame, { t: T }>;
  }
  queued(): QueuedFrame[] {
    return this.frames.flatMap((frame) => (frame.t === 'queued' ? frame.frame : []));
  }
  transmit(id: string, to: string, body = id, isAgain = false): void {
    const message = { id, chat: `${to}@c.us`, type: 'text' as const, body, media: null, quotedId: null };
    this.send({ t: 'send', message: { ...message, mediaBase64: null, atMs: Date.now(), isAgain } });
  }
  close(): void {
    this.#socket.terminate();
  }
}
const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + STEP_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not hold in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe('control API of the simulator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waqtor-control-'));
  const devices: Device[] = [];
  let simulator: Simulator;
  let control: Control;
  beforeAll(async () => {
    simulator = await startSimulator({ dataDir: join(folder, 'shared') });
    control = controlOf(simulator.url);
  });
  afterAll(async () => {
    for (const device of devices) device.close();
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const newDevice = (url = simulator.url, identity: { phone: string; token: string } | null = null): Device => {
    const device = new Device(url, identity);
    devices.push(device);
    return device;
  };
  const linkedDevice = async (phone: string) => {
    await control.account(phone, 'Layla Store');
    const device = newDevice();
    await control.scan(phone, { qr: `${(await device.frame('ref')).ref},a,b,c,1` });
    return { device, me: (await device.frame('paired')).me };
  };

  it('S-7 creates an account once, however often it is asked, and renames it', async () => {
    const phone = newPhone();
    const first = await control.account(phone, 'Salem');
    expect(await control.account(phone, 'Salem')).toEqual(first);
    expect(await control.account(phone, 'Salem Ali')).toEqual({ ...first, name: 'Salem Ali' });
  });

  it('S-7 refuses a phone with other signs than digits, in one sentence that names the field', async () => {
    const response = await fetch(`${simulator.url}/accounts`, { method: 'POST', body: '{"phone":"+966 50"}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/^The field phone is not valid: .+\.$/) });
  });

  it('S-7 answers 404 for a phone without account, and 409 for a code that no session shows', async () => {
    await expect(control.scan('966599990000', { qr: 'x' })).rejects.toThrow('404');
    const phone = newPhone();
    await control.account(phone);
    await expect(control.scan(phone, { qr: '2@old,a,b,c,1' })).rejects.toThrow('409');
  });

  it('S-7 lists the sessions that show a QR, and no more once one is scanned', async () => {
    const phone = newPhone();
    await control.account(phone);
    const device = newDevice();
    const { ref } = await device.frame('ref');
    const refs = async () => (await control.links()).map((link) => link.ref);
    expect(await refs()).toContain(ref);
    await control.scan(phone, { qr: ref });
    expect(await refs()).not.toContain(ref);
  });

  it('S-7 links by a pairing code only the phone that it was made for', async () => {
    const [phone, other] = [newPhone(), newPhone()];
    await Promise.all([control.account(phone), control.account(other)]);
    const device = newDevice();
    await device.frame('ref');
    device.send({ t: 'ask', n: 1, question: { kind: 'pairing_code', phone } });
    const { code } = (await device.frame('answer')).value as { code: string };
    await expect(control.scan(other, { pairingCode: code })).rejects.toThrow('409');
    await control.scan(phone, { pairingCode: `${code.slice(0, 4)}-${code.slice(4).toLowerCase()}` });
    expect((await device.frame('paired')).me.phone).toBe(phone);
  });

  it('S-7 lists what was delivered to a phone, oldest first', async () => {
    const [from, to] = [newPhone(), newPhone()];
    await Promise.all([control.account(from), control.account(to)]);
    await control.say({ from, to, body: 'one' });
    await control.say({ from, to, body: 'two' });
    const delivered = await control.delivered(to);
    expect(delivered).toMatchObject([
      { from, to, type: 'text', body: 'one' },
      { from, to, type: 'text', body: 'two' },
    ]);
    expect(await control.delivered(from)).toEqual([]);
  });

  it('M-4 delivers a message id once and counts what it ignored', async () => {
    const [mine, peer] = [newPhone(), newPhone()];
    await control.account(peer);
    const { device } = await linkedDevice(mine);
    device.transmit('3EB0A', peer);
    device.transmit('3EB0A', peer);
    await until(async () => (await control.sent(mine))[0]?.transmissions === 2);
    expect(await control.sent(mine)).toMatchObject([{ id: '3EB0A', transmissions: 2, duplicatesIgnored: 1 }]);
    expect(await control.delivered(peer)).toHaveLength(1);
  });

  it('M-4 delivers a message id twice when told not to dedupe', async () => {
    const [mine, peer] = [newPhone(), newPhone()];
    await control.account(peer);
    const { device } = await linkedDevice(mine);
    await control.setFaults({ dedupe: false });
    device.transmit('3EB0B', peer);
    device.transmit('3EB0B', peer);
    await until(async () => (await control.delivered(peer)).length === 2);
    await control.setFaults(null);
  });

  it('M-4 knows the stanza that a page repeats after it came back, also when told not to dedupe', async () => {
    const [mine, peer] = [newPhone(), newPhone()];
    await control.account(peer);
    const { device } = await linkedDevice(mine);
    await control.setFaults({ dedupe: false });
    device.transmit('3EB0F', peer);
    device.transmit('3EB0F', peer, '3EB0F', true);
    await until(async () => (await control.sent(mine))[0]?.transmissions === 2);
    expect(await control.sent(mine)).toMatchObject([{ id: '3EB0F', duplicatesIgnored: 1 }]);
    expect(await control.delivered(peer)).toHaveLength(1);
    await control.setFaults(null);
  });

  it('S-8 repeats a frame after a reconnect until the device says that it has it', async () => {
    const [mine, peer] = [newPhone(), newPhone()];
    await control.account(peer, 'Salem');
    const { device, me } = await linkedDevice(mine);
    const { id } = await control.say({ from: peer, to: mine, body: 'kept' });
    await until(() => device.queued().length === 1);
    device.close();
    const again = newDevice(simulator.url, me);
    const { seq } = await again.frame('queued');
    expect(again.queued()).toMatchObject([{ t: 'message', message: { id, contact: { name: 'Salem' } } }]);
    again.send({ t: 'done', seqs: [seq] });
    // Frames are answered in order: this answer means that `done` was read.
    again.send({ t: 'ask', n: 1, question: { kind: 'exists', chat: `${peer}@c.us` } });
    await again.frame('answer');
    again.close();
    const third = newDevice(simulator.url, me);
    await third.frame('welcome');
    third.send({ t: 'ask', n: 1, question: { kind: 'exists', chat: `${peer}@c.us` } });
    await third.frame('answer');
    expect(third.queued()).toEqual([]);
  });

  it('S-8 sends no ack while acks are dropped, and the right one when the message comes again', async () => {
    const [mine, peer] = [newPhone(), newPhone()];
    await control.account(peer);
    const { device } = await linkedDevice(mine);
    await control.setFaults({ drop_acks: true });
    device.transmit('3EB0C', peer);
    await until(async () => (await control.delivered(peer)).length === 1);
    await control.setFaults(null);
    expect(device.queued()).toEqual([]);
    device.transmit('3EB0C', peer);
    await until(() => device.queued().length === 1);
    expect(device.queued()).toEqual([{ t: 'ack', id: '3EB0C', ack: 2 }]);
  });

  it('S-7 lets an echo answer with the same text, once it has read', async () => {
    const [mine, echo] = [newPhone(), newPhone()];
    await control.account(echo, 'Echo', 'echo');
    const { device } = await linkedDevice(mine);
    device.transmit('3EB0D', echo, 'hello there');
    await until(async () => (await control.delivered(mine)).some((message) => message.body === 'hello there'));
    expect(await control.sent(mine)).toMatchObject([{ id: '3EB0D', ack: 3 }]);
  });

  it('S-7 refuses an unknown fault, and clears all with null', async () => {
    await expect(control.call('POST', '/faults', { no_such_fault: true })).rejects.toThrow('400');
    await control.setFaults({ delay_acks_ms: 5, lid: true });
    expect(await control.call('GET', '/faults')).toMatchObject({ delay_acks_ms: 5, lid: true, reached: null });
    await control.setFaults(null);
    expect(await control.call('GET', '/faults')).toMatchObject({ delay_acks_ms: 0, lid: false, dedupe: true });
  });

  it('S-9 lists the modules that a page lacked', async () => {
    const own = await startSimulator({ dataDir: join(folder, 'missing') });
    const device = newDevice(own.url);
    await device.frame('ref');
    device.send({ t: 'missing', name: 'WAWebSomethingNew' });
    await until(async () => (await controlOf(own.url).missing()).length > 0);
    expect(await controlOf(own.url).missing()).toEqual(['WAWebSomethingNew']);
    await own.close();
  });

  it('S-7 forgets everything on reset and unlinks the devices', async () => {
    const own = await startSimulator({ dataDir: join(folder, 'reset') });
    const ownControl = controlOf(own.url);
    await ownControl.account('966550000001');
    const device = newDevice(own.url);
    await ownControl.scan('966550000001', { qr: (await device.frame('ref')).ref });
    await ownControl.reset();
    await device.frame('unlinked');
    expect(await ownControl.call('GET', '/accounts')).toEqual({ accounts: [] });
    await own.close();
  });

  it.each([
    { what: 'another host', headers: { host: 'attacker.example' } },
    { what: 'the page of another site', headers: { origin: 'https://attacker.example' } },
  ])('S-7 refuses $what', async ({ headers }) => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${simulator.url}/accounts`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('S-7 refuses to listen beyond this machine', async () => {
    await expect(startSimulator({ dataDir: join(folder, 'open'), host: '0.0.0.0' })).rejects.toThrow('loopback');
  });

  it.each(['ar', 'en'])('S-7 serves the virtual phone in %s', async (language) => {
    const response = await fetch(`${simulator.url}/?lang=${language}`);
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await response.text()).toContain('<script type="module" src="/phone.js">');
  });

  it('S-7 keeps accounts, links, messages and queues when its process is killed', async () => {
    const data = join(folder, 'killed');
    const start = async () => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--data', data], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const line = await new Promise<string>((resolve) => {
        child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
      });
      return { child, url: (JSON.parse(line) as { url: string }).url };
    };
    const first = await start();
    const before = controlOf(first.url);
    await before.account('966550000011', 'Layla Store');
    await before.account('966550000012', 'Salem');
    const device = newDevice(first.url);
    await before.scan('966550000011', { qr: (await device.frame('ref')).ref });
    const { me } = await device.frame('paired');
    device.transmit('3EB0E', '966550000012');
    await until(async () => (await before.delivered('966550000012')).length === 1);
    const { id } = await before.say({ from: '966550000012', to: '966550000011', body: 'kept' });
    first.child.kill('SIGKILL');
    const second = await start();
    const after = controlOf(second.url);
    expect(await after.delivered('966550000012')).toMatchObject([{ id: '3EB0E' }]);
    const again = newDevice(second.url, me);
    await again.frame('welcome');
    await until(() => again.queued().some((frame) => frame.t === 'message' && frame.message.id === id));
    again.transmit('3EB0E', '966550000012');
    await until(async () => (await after.sent('966550000011'))[0]?.duplicatesIgnored === 1);
    expect(await after.delivered('966550000012')).toHaveLength(1);
    const ended = new Promise((resolve) => second.child.once('exit', resolve));
    second.child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

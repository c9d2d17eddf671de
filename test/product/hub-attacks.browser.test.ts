import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { HubClient } from '../../packages/testing/src/hub-client.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';

const MIB = 1024 * 1024;

/** What a handshake is answered: 101, or the status and code of the refusal. */
const knock = (url: string, headers: Record<string, string> = {}, protocols: string[] = []): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve('101');
    });
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve(`${response.statusCode} ${(JSON.parse(text) as { code: string }).code}`));
    });
    socket.on('error', reject);
  });

describe('attacks on the hub', () => {
  let product: Product;
  let bystander: HubClient;
  let sent = 0;

  const open = (): Promise<HubClient> => HubClient.open(product.dev.wsUrl, product.dev.apiKey);
  /** A socket below the client: what is sent is not made into frames. */
  const openRaw = async (): Promise<{ socket: WebSocket; closed: () => number | null }> => {
    const socket = new WebSocket(product.dev.wsUrl, { headers: { 'x-api-key': product.dev.apiKey } });
    let code: number | null = null;
    socket.on('close', (closeCode) => (code = closeCode));
    // A cut connection is what these tests ask for; the close code tells it.
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('open', resolve));
    return { socket, closed: () => code };
  };
  const signed = (change: { ts?: number; ip?: string; nonce?: string } = {}): string => {
    const [, , id = '', rest = ''] = product.dev.apiKey.split('_');
    const key = Buffer.from(hkdfSync('sha256', rest.slice(0, 32), '', 'waqtor-ws-v1', 32));
    const { ts = Date.now(), ip, nonce = randomBytes(12).toString('hex') } = change;
    const text = [`key_${id}`, ts, nonce, ...(ip === undefined ? [] : [ip])].join('\n');
    const sig = createHmac('sha256', key).update(text).digest('hex');
    const query = new URLSearchParams({ apiKey: `key_${id}`, ts: String(ts), nonce, sig });
    return `${product.dev.wsUrl}?${query}`;
  };
  /** Another client and the hub itself are as they were. */
  const expectUndisturbed = async (): Promise<void> => {
    sent += 1;
    const { status } = await product.api('POST', '/api/messages/send-text', {
      chatId: '966500000001@c.us',
      text: `undisturbed ${sent}`,
    });
    expect(status).toBeLessThan(300);
    await until('the bystander to hear of it', () => bystander.events.filter(isAccepted).length >= sent, 10_000, 10);
    expect(bystander.closeCode).toBeNull();
  };
  const isAccepted = ({ type }: { type: string }): boolean => type === 'message.accepted';

  beforeAll(async () => {
    product = await startProduct({ env: { WAQTOR_ENGINE: 'memory' } });
    await product.simulator('POST', '/faults', { any_number: true });
    await product.link();
    bystander = await open();
    await bystander.subscribe(['messages']);
  });
  afterAll(async () => {
    bystander.close();
    await product.stop();
  });

  it('H-2 takes a signed handshake once, in its time, from its address', async () => {
    const url = signed();
    expect(await knock(url)).toBe('101');
    expect(await knock(url)).toBe('401 replayed_handshake');
    expect(await knock(signed({ ts: Date.now() - 61_000 }))).toBe('401 expired_handshake');
    expect(await knock(signed({ ts: Date.now() + 61_000 }))).toBe('401 expired_handshake');
    expect(await knock(signed({ ip: '203.0.113.9' }))).toBe('401 invalid_signature');
    const { ip } = (await product.api<{ ip: string }>('GET', '/api/ws/whoami')).body;
    expect(await knock(signed({ ip }))).toBe('101');
    await expectUndisturbed();
  });

  it('H-3 refuses a foreign origin before the upgrade, whatever it brings', async () => {
    const origin = { origin: 'https://evil.example' };
    expect(await knock(product.dev.wsUrl, { ...origin, 'x-api-key': product.dev.apiKey })).toBe('403 invalid_origin');
    expect(await knock(signed(), origin)).toBe('403 invalid_origin');
    expect(await knock(product.dev.wsUrl)).toMatch(/^401 /);
  });

  it('H-9 names what is wrong with a frame, and the connection stays', async () => {
    const client = await open();
    const nested = '{"a":'.repeat(1_500) + '1' + '}'.repeat(1_500);
    const frames = [
      `{"type":"ping","pad":"${'x'.repeat(11 * 1024)}"}`,
      'nonsense',
      nested,
      '['.repeat(5_000),
      { type: 'publish', topic: 'all' },
      { type: 'subscribe', topics: Array.from({ length: 10_000 }, (_, i) => `chat:${i}`).slice(0, 700) },
      { type: 'subscribe', topics: ['all'], since: -1 },
      { type: '__proto__' },
    ];
    for (const frame of frames) client.send(frame);
    await until('the errors', () => client.frames.filter(({ type }) => type === 'error').length === frames.length);
    const codes = client.frames.flatMap((frame) => (frame.type === 'error' ? [frame.code] : []));
    expect(codes).toEqual([
      'frame_too_large',
      'frame_invalid',
      'frame_invalid',
      'frame_invalid',
      'frame_unknown_type',
      'frame_invalid',
      'frame_invalid',
      'frame_unknown_type',
    ]);
    expect(client.closeCode).toBeNull();
    client.close();
    await expectUndisturbed();
  });

  it('H-9 answers 10,000 topics in one frame by its size', async () => {
    const client = await open();
    client.send({ type: 'subscribe', topics: Array.from({ length: 10_000 }, (_, i) => `chat:${i}@c.us`) });
    expect((await client.frame('error')).code).toBe('frame_too_large');
    client.close();
  });

  it('H-9 closes a frame of 1.1 MiB with 1009', async () => {
    const { socket, closed } = await openRaw();
    socket.send('x'.repeat(1.1 * MIB));
    await until('the close', () => closed() !== null);
    expect(closed()).toBe(1009);
    await expectUndisturbed();
  });

  it('H-9 survives a frame of 33 MiB, which the runtime refuses itself', async () => {
    const { socket } = await openRaw();
    socket.send('x'.repeat(33 * MIB));
    await expectUndisturbed();
    socket.terminate();
    await expectUndisturbed();
  });

  it('H-9 survives text that is not UTF-8', async () => {
    const { socket } = await openRaw();
    socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0xc3, 0x28]), { binary: false });
    await expectUndisturbed();
    socket.terminate();
  });

  it('H-8 ends a flood with 1008 and disturbs nobody', async () => {
    const client = await open();
    for (let i = 0; i < 1_000; i++) client.send({ type: 'get_state' });
    await until('the flood to end', () => client.closeCode !== null);
    expect(client.closeCode).toBe(1008);
    const warnings = client.frames.filter(({ type }) => type === 'rate_limit_warning').length;
    expect(warnings).toBeGreaterThanOrEqual(4);
    // Its neighbours of the same address may have left it less than a burst.
    expect(warnings).toBeLessThan(70);
    await expectUndisturbed();
  });

  it('H-13 counts what was refused', async () => {
    const { body } = await product.api<{ security: Record<string, number> }>('GET', '/api/ws-stats');
    expect(body.security.invalidOrigins).toBeGreaterThanOrEqual(2);
    expect(body.security.expiredHandshakes).toBeGreaterThanOrEqual(2);
    expect(body.security.invalidSignatures).toBeGreaterThanOrEqual(1);
    expect(body.security.unauthorizedAttempts).toBeGreaterThanOrEqual(2);
    expect(body.security.rateLimitViolations).toBeGreaterThanOrEqual(5);
    expect(body.security.oversizedMessages).toBeGreaterThanOrEqual(3);
  });
});

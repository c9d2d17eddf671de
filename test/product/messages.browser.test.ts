import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { WaqtorEvent } from '@waqtor/contracts';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { Receiver } from '../../packages/testing/src/receiver.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const CHAT = `${CUSTOMER}@c.us`;

interface Delivered {
  messages: { id: string; from: string; to: string; type: string; body: string }[];
}

describe('the way of a message through the whole product', () => {
  let product: Product;
  const deliveredTo = async (phone: string): Promise<Delivered['messages']> =>
    (await product.simulator<Delivered>('GET', `/messages?phone=${phone}`)).messages;
  const customerWrites = (body: string): Promise<unknown> =>
    product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
  const createWebhook = async (
    receiver: Receiver,
    extra: Record<string, unknown> = {},
  ): Promise<{ id: string; secret: string }> => {
    const created = await product.api<{ id: string; secret: string }>('POST', '/api/webhooks', {
      url: receiver.url,
      events: ['*'],
      ...extra,
    });
    expect(created.status).toBe(201);
    return created.body;
  };

  beforeAll(async () => {
    product = await startProduct();
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'عميل' });
    await product.link(PHONE);
  });
  afterAll(() => product.stop());

  it('R-4 the request id of a client is on its answer, and in the log of the host, which holds no number and no text', async () => {
    const requestId = 'client-request-0001';
    const text = 'سطر لا يُكتب في أي سجل';
    const sent = await product.api(
      'POST',
      '/api/messages/send-text',
      { chatId: CHAT, text },
      { 'x-request-id': requestId },
    );
    expect(sent.headers.get('x-request-id')).toBe(requestId);
    const readLog = (): string => readFileSync(path.join(product.dataDir, 'logs', 'host.log'), 'utf8');
    await until('the log of the host to name the request twice', () => readLog().split(requestId).length === 3);
    expect(readLog()).not.toContain(text);
    expect(readLog()).not.toContain(CUSTOMER);
  });

  it('M-1 M-4 a text is delivered once and tells sent, delivered, read on /ws with rising seq', async () => {
    const hub = await product.hub();
    await hub.subscribe(['messages']);
    const sent = await product.api<{ messageId: string; status: string }>('POST', '/api/messages/send-text', {
      chatId: CHAT,
      text: 'مرحبًا، طلبك جاهز',
    });
    expect(sent.status).toBe(200);
    const of = (event: WaqtorEvent): boolean => event.data.messageId === sent.body.messageId;
    await hub.event('message.sent', of);
    await hub.event('message.delivered', of);
    const delivered = (await deliveredTo(CUSTOMER)).filter((message) => message.body === 'مرحبًا، طلبك جاهز');
    expect(delivered).toHaveLength(1);
    await product.simulator('POST', `/messages/${delivered[0]!.id}/ack`, { ack: 3 });
    await hub.event('message.read', of);
    const seqs = hub.events.filter(of).map((event) => event.seq as number);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(seqs).size).toBe(3);
    hub.close();
  });

  it('M-5 W-2 H-6 a message of a phone is one body on /ws, in the thread, at the webhook and in GET /api/events', async () => {
    const receiver = await Receiver.listen();
    const { secret } = await createWebhook(receiver);
    const hub = await product.hub();
    await hub.subscribe(['messages']);
    await customerWrites('هل أنتم مفتوحون الآن؟ 🙂');
    const event = await hub.event(
      'message.received',
      (candidate) => candidate.data.body === 'هل أنتم مفتوحون الآن؟ 🙂',
    );

    const delivery = await receiver.delivery(
      'the delivery',
      (candidate) => candidate.headers['webhook-id'] === event.id,
    );
    const { event: name, ...body } = JSON.parse(delivery.body) as WaqtorEvent & { event: string };
    expect(body).toEqual(event);
    expect(name).toBe('message.received');

    const pulled = await product.api<{ data: WaqtorEvent[] }>(
      'GET',
      `/api/events?after=${(event.seq as number) - 1}&limit=1`,
    );
    expect(pulled.body.data).toEqual([event]);
    const thread = await product.api<{ data: { id: string }[] }>(
      'GET',
      `/api/messages?chatId=${encodeURIComponent(CHAT)}&limit=1`,
    );
    expect(thread.body.data[0]).toEqual(event.data);

    expect(() => new Webhook(secret).verify(delivery.body, delivery.headers as Record<string, string>)).not.toThrow();
    expect(delivery.headers['x-waqtor-signature']).toBe(
      `sha256=${createHmac('sha256', secret).update(delivery.body).digest('hex')}`,
    );
    hub.close();
    await receiver.close();
  });

  it('M-6 a message that is typed on the phone itself says so, and one of an API key does not', async () => {
    const hub = await product.hub();
    await hub.subscribe(['messages']);
    const text = { from: PHONE, to: CUSTOMER, type: 'text', body: 'من هاتفي مباشرة' };
    await product.simulator('POST', '/messages', text);
    const typed = await hub.event('message.accepted', ({ data }) => data.body === text.body);
    expect(typed.data).toMatchObject({ direction: 'outbound', origin: { kind: 'phone', id: null } });
    const sent = await product.api<{ messageId: string }>('POST', '/api/messages/send-text', {
      chatId: CHAT,
      text: 'من متجرنا',
    });
    const told = await hub.event('message.sent', ({ data }) => data.messageId === sent.body.messageId);
    expect(told.data.origin).toEqual({ kind: 'api', id: expect.stringMatching(/^key_/) as string });
    const listed = await product.api<{ data: { id: string }[] }>('GET', '/api/messages?origin=phone');
    expect(listed.body.data.map(({ id }) => id)).toEqual([typed.data.id]);
    hub.close();
  });

  it('W-4 a receiver that answers 500, 500, 200 gets three attempts with the same webhook-id', async () => {
    const receiver = await Receiver.listen([500, 500]);
    const { id } = await createWebhook(receiver, {
      events: ['message.received'],
      retry: { profile: 'quick', attempts: 3, baseMs: 100 },
    });
    await customerWrites('ثلاث محاولات');
    await until('three attempts', () => receiver.received.length === 3, 15_000);
    expect(receiver.received.map((delivery) => delivery.status)).toEqual([500, 500, 200]);
    expect(new Set(receiver.received.map((delivery) => delivery.headers['webhook-id'])).size).toBe(1);
    expect(receiver.received.map((delivery) => delivery.headers['x-waqtor-attempt'])).toEqual(['1', '2', '3']);
    const logs = await until('the log to say delivered', async () => {
      const answer = await product.api<{ data: { state: string; attempts: number }[] }>(
        'GET',
        `/api/webhooks/${id}/logs`,
      );
      return answer.body.data[0]?.state === 'delivered' ? answer.body.data : null;
    });
    expect(logs[0]).toMatchObject({ state: 'delivered', attempts: 3 });
    await receiver.close();
  });

  it('W-5 a test delivery answers what the receiver said, and shows in the log', async () => {
    const receiver = await Receiver.listen();
    const { id, secret } = await createWebhook(receiver, { events: ['message.received'] });
    const answer = await product.api('POST', `/api/webhooks/${id}/test`);
    expect(answer).toMatchObject({ status: 200, body: { status: 200, errorCode: null, responseExcerpt: 'ok' } });
    const delivery = await receiver.delivery('the test delivery', () => true);
    expect(JSON.parse(delivery.body)).toMatchObject({ type: 'webhook.test' });
    expect(() => new Webhook(secret).verify(delivery.body, delivery.headers as Record<string, string>)).not.toThrow();
    const logs = await product.api<{ data: { isTest: boolean }[] }>('GET', `/api/webhooks/${id}/logs`);
    expect(logs.body.data[0]).toMatchObject({ isTest: true });
    await receiver.close();
  });

  it('M-4 twenty parallel posts with one Idempotency-Key deliver one message', async () => {
    const post = (): Promise<{ status: number; body: { messageId: string } }> =>
      product.api<{ messageId: string }>(
        'POST',
        '/api/messages/send-text',
        { chatId: CHAT, text: 'مرة واحدة فقط' },
        { 'idempotency-key': 'order-1048' },
      );
    const answers = await Promise.all(Array.from({ length: 20 }, post));
    expect(new Set(answers.map((answer) => answer.body.messageId)).size).toBe(1);
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect((await deliveredTo(CUSTOMER)).filter((message) => message.body === 'مرة واحدة فقط')).toHaveLength(1);
    const other = await product.api<{ code: string }>(
      'POST',
      '/api/messages/send-text',
      { chatId: CHAT, text: 'نص آخر' },
      { 'idempotency-key': 'order-1048' },
    );
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('M-1 a text of 65,536 Arabic characters arrives whole and jams nothing', async () => {
    const text = 'ع'.repeat(65_536);
    const sent = await product.api('POST', '/api/messages/send-text', { chatId: CHAT, text });
    expect(sent.status).toBe(200);
    const arrived = await until('the long text', async () =>
      (await deliveredTo(CUSTOMER)).find((message) => message.body.length > 60_000),
    );
    expect(arrived.body).toBe(text);
    const after = await product.api('POST', '/api/messages/send-text', { chatId: CHAT, text: 'بعد النص الطويل' });
    expect(after.status).toBe(200);
  });

  it('M-5 an incoming text of 65,536 Arabic characters is kept whole and the next message follows', async () => {
    const hub = await product.hub();
    await hub.subscribe(['messages']);
    await customerWrites('س'.repeat(65_536));
    await customerWrites('وهذه بعدها');
    await hub.event('message.received', (event) => event.data.body === 'وهذه بعدها');
    const long = hub.events.find(
      (event) => event.type === 'message.received' && String(event.data.body).startsWith('سسس'),
    );
    expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThanOrEqual(32 * 1024);
    const whole = await product.api<{ body: string }>('GET', `/api/messages/${String(long?.data.id)}`);
    expect(whole.body.body).toHaveLength(65_536);
    hub.close();
  });

  it('M-2 media by base64 is delivered with its caption', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const sent = await product.api('POST', '/api/messages/send-media', {
      chatId: CHAT,
      type: 'image',
      media: { base64: png },
      caption: 'قائمة اليوم',
      filename: 'menu.png',
    });
    expect(sent.status).toBe(200);
    const arrived = await until('the picture', async () =>
      (await deliveredTo(CUSTOMER)).find((message) => message.type === 'image'),
    );
    expect(arrived.body).toBe('قائمة اليوم');
  });

  it('H-4 a frame of an unknown type is refused by name and the connection goes on', async () => {
    const hub = await product.hub();
    hub.send({ type: 'dance' });
    expect(await hub.frame('error')).toMatchObject({ code: 'frame_unknown_type' });
    hub.send('not json');
    await until('the second error', () => hub.frames.filter((frame) => frame.type === 'error').length === 2);
    await hub.subscribe(['messages']);
    await customerWrites('لا يزال يعمل');
    await hub.event('message.received', (event) => event.data.body === 'لا يزال يعمل');
    hub.close();
  });

  it.each([
    ['an unknown session', { sessionId: 'ses_00000000000000000000000000', chatId: CHAT, text: 'x' }, 404, 'not_found'],
    ['an invalid chat id', { chatId: 'nonsense', text: 'x' }, 422, 'invalid_chat_id'],
    ['a body that is not JSON', '{"chatId":', 400, 'malformed_json'],
    ['an unknown field', { chatId: CHAT, text: 'x', colour: 'red' }, 422, 'validation_failed'],
    ['an empty text', { chatId: CHAT, text: '' }, 422, 'validation_failed'],
  ])('M-1 %s gets a problem document with a code', async (_what, body, status, code) => {
    const answer = await product.api('POST', '/api/messages/send-text', body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ code, status });
    expect(answer.body.requestId).toMatch(/^req_/);
  });

  it('S-7 the page lacked no module that the library asked for', async () => {
    expect(await product.simulator('GET', '/missing')).toEqual({ missing: [] });
  });
});

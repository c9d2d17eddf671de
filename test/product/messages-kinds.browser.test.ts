import { readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Message, WaqtorEvent } from '@waqtor/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import type { HubClient } from '../../packages/testing/src/hub-client.ts';
import { type Answer, type Product, startProduct } from '../../packages/testing/src/product.ts';
import { peopleOf } from '../../packages/testing/src/simulated-group.ts';
import type { Control, ShownMessage } from '../../session-host/simulator/control-client.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const CHAT = `${CUSTOMER}@c.us`;
const RECOVERY_MS = 45_000;
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const base64 = (...parts: (string | Uint8Array)[]): string =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))).toString('base64');
/** The smallest that each kind is taken for by its first bytes. */
const FILES = {
  image: PNG,
  video: base64('\0\0\0\x18ftypmp42\0\0\0\0mp42isom', Buffer.alloc(300)),
  audio: base64('ID3\x03\0\0\0\0\0\0\xff\xfb\x90\0', Buffer.alloc(500)),
  voice: base64('OggS\0\x02', Buffer.alloc(22), '\x01\x13OpusHead', Buffer.alloc(100)),
  document: base64('%PDF-1.4\n%%EOF'),
};

type Sent = { messageId: string; waMessageId: string; status: string; renderedAs?: string; code?: string };

describe('messages of every kind through the whole product', () => {
  let product: Product;
  let people: Control;
  let hub: HubClient;

  beforeAll(async () => {
    product = await startProduct();
    people = peopleOf(product);
    await people.account(CUSTOMER, 'عميل');
    await product.link(PHONE);
    hub = await product.hub();
    await hub.subscribe(['messages', 'inbox']);
  });
  afterAll(async () => {
    hub?.close();
    await product?.stop();
  });

  const post = <T = Sent>(route: string, body: object = {}): Promise<Answer<T>> => product.api<T>('POST', route, body);
  const send = (kind: string, body: object): Promise<Answer<Sent>> =>
    post(`/api/messages/send-${kind}`, { chatId: CHAT, ...body });
  const taken = async (sending: Promise<Answer<Sent>>): Promise<Sent> => {
    const { status, body } = await sending;
    expect(body.code).toBeUndefined();
    expect(status).toBe(200);
    return body;
  };
  const message = async (id: string): Promise<Message> =>
    (await product.api<Message>('GET', `/api/messages/${id}`)).body;
  /** What the recipient has under the key of a send of ours, each time it was delivered. */
  const deliveries = async (
    { waMessageId }: { waMessageId: string | null },
    phone = CUSTOMER,
  ): Promise<ShownMessage[]> =>
    (await people.delivered(phone)).filter(({ id }) => waMessageId?.split('_').includes(id));
  const keyOf = ({ waMessageId }: Sent): string => waMessageId.split('_')[2] as string;
  const received = (matches: (data: Message) => boolean): Promise<WaqtorEvent> =>
    hub.event('message.received', ({ data }) => matches(data as unknown as Message));
  const answerTo = async ({ messageId }: Sent): Promise<Message> =>
    (await received(({ interactive }) => interactive?.messageId === messageId)).data as unknown as Message;
  const upload = async (bytes: Uint8Array, filename: string): Promise<{ id: string }> => {
    const response = await fetch(`${product.dev.apiUrl}/api/media?filename=${encodeURIComponent(filename)}`, {
      method: 'POST',
      headers: { 'x-api-key': product.dev.apiKey, 'content-type': 'application/pdf' },
      body: bytes as Uint8Array<ArrayBuffer>,
    });
    expect(response.status).toBe(201);
    return (await response.json()) as { id: string };
  };
  /** Where the local R2 keeps its bytes. */
  const blobDir = (): string => path.join(product.dataDir, 'edge', 'r2', 'waqtor-media', 'blobs');
  const blobs = (): string[] => readdirSync(blobDir()).map((name) => path.join(blobDir(), name));
  const pdf = (sizeBytes: number): Uint8Array => {
    const bytes = Buffer.alloc(sizeBytes, 32);
    bytes.write('%PDF-1.4\n');
    return bytes;
  };

  it.each(Object.entries(FILES))(
    'M-2 a medium of the kind %s arrives once, with its name and size',
    async (type, bytes) => {
      const caption = ['voice', 'audio'].includes(type) ? {} : { caption: `وصف ${type}` };
      const sent = await taken(send('media', { type, media: { base64: bytes }, filename: `${type}.bin`, ...caption }));
      const sizeBytes = Buffer.from(bytes, 'base64').byteLength;
      expect(await deliveries(sent)).toMatchObject([
        { type, body: caption.caption ?? '', media: { filename: `${type}.bin`, sizeBytes } },
      ]);
      expect(await message(sent.messageId)).toMatchObject({ type, media: { state: 'ready', sizeBytes } });
    },
  );

  it('M-3 a place, cards of two people and a poll arrive as what they are', async () => {
    const place = await taken(send('location', { latitude: 24.7136, longitude: 46.6753, name: 'المتجر' }));
    const cards = [
      { name: 'فرع أول', phone: '0500000007' },
      { name: 'فرع ثان', phone: '+966 50 000 0008' },
    ];
    const shared = await taken(send('contact', { contacts: cards }));
    const poll = await taken(send('poll', { poll: { question: 'متى؟', options: ['صباحًا', 'مساءً'] } }));
    expect(await deliveries(place)).toMatchObject([
      { content: { kind: 'location', latitude: 24.7136, name: 'المتجر' } },
    ]);
    const phones = [{ phone: '966500000007' }, { phone: '966500000008' }];
    expect(await deliveries(shared)).toMatchObject([{ content: { kind: 'contacts', contacts: phones } }]);
    expect(await deliveries(poll)).toMatchObject([{ content: { kind: 'poll', options: ['صباحًا', 'مساءً'] } }]);
    const texts = await Promise.all(
      [place, shared, poll].map(async ({ messageId }) => (await message(messageId)).body),
    );
    expect(texts).toEqual(['المتجر', 'فرع أول, فرع ثان', 'متى؟']);
  });

  it('M-3 buttons go out as a poll, and a vote comes back under the id of the button', async () => {
    const buttons = [
      { id: 'buy', title: 'شراء' },
      { id: 'return', title: 'إرجاع' },
    ];
    const sent = await taken(send('button', { text: 'كيف نساعدك؟', buttons, footer: 'متجر الواحة' }));
    expect(sent.renderedAs).toBe('poll');
    await people.vote(keyOf(sent), CUSTOMER, ['إرجاع']);
    expect(await answerTo(sent)).toMatchObject({
      type: 'interactive',
      contact: { phone: CUSTOMER },
      interactive: { kind: 'buttons', id: 'return', title: 'إرجاع' },
      quotedMessageId: sent.messageId,
    });
  });

  it('M-3 a list with headings goes out as a menu, and an Arabic digit chooses its row', async () => {
    const sections = [
      {
        title: 'الطلبات',
        rows: [
          { id: 'track', title: 'تتبّع' },
          { id: 'cancel', title: 'إلغاء' },
        ],
      },
    ];
    const sent = await taken(send('list', { text: 'ماذا تريد؟', buttonText: 'القائمة', sections }));
    expect(sent.renderedAs).toBe('menu');
    expect((await deliveries(sent))[0]?.body).toContain('٢. إلغاء');
    await people.say({ from: CUSTOMER, to: PHONE, body: '٢' });
    expect(await answerTo(sent)).toMatchObject({
      type: 'text',
      body: '٢',
      interactive: { kind: 'list', id: 'cancel', title: 'إلغاء' },
    });
  });

  it('M-3 react, reply, edit, forward and delete reach the other side, each by either id', async () => {
    const other = '966500000002';
    await people.account(other, 'Sara');
    const sent = await taken(send('text', { text: 'الأصل' }));
    const on = `/api/messages/${sent.messageId}`;
    const byWaId = `/api/messages/${encodeURIComponent(sent.waMessageId)}`;
    const own = { emoji: '👍', contactId: null };
    expect((await post<Message>(`${byWaId}/react`, { emoji: '👍' })).body.reactions).toEqual([own]);
    expect((await post<Message>(`${on}/react`, { emoji: '' })).body.reactions).toEqual([]);
    const reply = await taken(post(`${byWaId}/reply`, { text: 'ردّ' }));
    expect((await deliveries(reply))[0]?.quoted).toBe(keyOf(sent));
    expect((await post<Message>(`${on}/edit`, { text: 'بعد التعديل' })).body).toMatchObject({ body: 'بعد التعديل' });
    const forwarded = await taken(post(`${on}/forward`, { chatId: '0500000002' }));
    expect(await deliveries(forwarded, other)).toMatchObject([{ body: 'بعد التعديل', forwarded: true }]);
    const deleted = await product.api<Message>('DELETE', `${on}?for=everyone`);
    expect(deleted.body.deletedAt).toEqual(expect.any(String));
    expect(await deliveries(sent)).toMatchObject([{ body: '', edited: true, revoked: true }]);
    expect((await post(`${on}/edit`, { text: 'متأخر' })).body.code).toBe('message_not_changeable');
  });

  it('M-5 every kind that comes in is told with what it holds, and so is what is done to it', async () => {
    const place = { kind: 'location', latitude: 1, longitude: 2, name: 'N', address: null } as const;
    const cards = { kind: 'contacts', contacts: [{ name: 'A', phone: '966500000003' }] } as const;
    const poll = { kind: 'poll', question: 'Q?', options: ['a', 'b'], allowMultiple: false } as const;
    for (const content of [place, cards, poll]) {
      await people.say({ from: CUSTOMER, to: PHONE, content: structuredClone(content) as never });
      const { data } = await received((one) => one.content?.kind === content.kind);
      expect(data).toMatchObject({ content, direction: 'inbound', contact: { phone: CUSTOMER } });
    }
    const { id } = await people.say({ from: CUSTOMER, to: PHONE, body: 'قبل' });
    const { data } = await received(({ body }) => body === 'قبل');
    const about = (event: WaqtorEvent): boolean => event.data.messageId === data.id;
    await people.call('POST', `/messages/${id}/react`, { from: CUSTOMER, emoji: '❤️' });
    await people.call('POST', `/messages/${id}/edit`, { body: 'بعد' });
    expect((await hub.event('message.reaction', about)).data).toMatchObject({
      emoji: '❤️',
      contact: { phone: CUSTOMER },
    });
    expect((await hub.event('message.edited', about)).data.body).toBe('بعد');
    await people.call('POST', `/messages/${id}/revoke`, {});
    await hub.event('message.deleted', about);
    expect((await message(String(data.id))).body).toBe('');
  });

  it('M-2 an HTML file and a disguised one from a stranger are served so that nothing of them runs', async () => {
    const page = base64('<html><script>document.title = "ran"</script></html>');
    const svg = base64('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    const files = [
      { type: 'document', mimetype: 'text/html', base64: page, filename: 'page.html' },
      { type: 'document', mimetype: 'image/svg+xml', base64: svg, filename: 'drawing.svg' },
      { type: 'image', mimetype: 'image/png', base64: page, filename: 'disguised.png' },
    ];
    for (const { type, ...media } of files) {
      await people.say({ from: CUSTOMER, to: PHONE, type, media });
      const { data } = await hub.event(
        'message.media',
        (event) => (event.data.media as { filename: string }).filename === media.filename,
      );
      const { id, state } = data.media as { id: string; state: string };
      expect(state).toBe('ready');
      const { body: link } = await product.api<{ url: string }>('GET', `/api/media/${id}/link?seconds=60`);
      for (const url of [`${product.dev.apiUrl}/api/media/${id}`, link.url]) {
        const { headers, status } = await fetch(url, { headers: { 'x-api-key': product.dev.apiKey } });
        expect(status).toBe(200);
        expect(headers.get('content-type')).toBe('application/octet-stream');
        expect(headers.get('content-disposition')).toMatch(/^attachment;/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/);
      }
    }
  });

  it('M-2 a file at an address and a streamed upload of 10 MB are sent; a redirect is refused', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/moved') return response.writeHead(302, { location: '/picture.png' }).end();
      return response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from(PNG, 'base64'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fetched = await taken(send('media', { type: 'image', media: { url: `${origin}/picture.png` } }));
    expect(await deliveries(fetched)).toMatchObject([{ media: { filename: 'picture.png', sizeBytes: 70 } }]);
    const refused = await send('media', { type: 'image', media: { url: `${origin}/moved` } });
    expect(refused.body).toMatchObject({ code: 'media_url_failed', reason: 'redirect' });
    server.close();

    const sizeBytes = 10 * 1024 * 1024;
    const { id } = await upload(pdf(sizeBytes), 'كبير.pdf');
    const { body } = await send('media', { type: 'document', media: { id } });
    await hub.event('message.sent', ({ data }) => data.messageId === body.messageId, 30_000);
    expect(await deliveries(await message(body.messageId))).toMatchObject([
      { media: { filename: 'كبير.pdf', sizeBytes } },
    ]);
  });

  it('M-2 an upload that breaks off leaves nothing behind', async () => {
    const before = blobs().length;
    const { port } = new URL(product.dev.apiUrl);
    const socket = connect(Number(port), '127.0.0.1');
    // The other side may find it closed while the rest is written; that is what this is about.
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/media HTTP/1.1\r\nhost: localhost:${port}\r\nx-api-key: ${product.dev.apiKey}\r\n` +
        'content-type: application/pdf\r\ncontent-length: 30000000\r\n\r\n',
    );
    socket.write(pdf(18 * 1024 * 1024));
    await until('the first part to be stored', () => blobs().length > before);
    socket.destroy();
    await until('nothing to be left', () => blobs().length === before);
  });

  it('M-2 M-4 a file that vanishes between accept and send fails the message at once, and holds up nothing', async () => {
    const bytes = pdf(4_321);
    const { id } = await upload(bytes, 'gone.pdf');
    const sendAt = new Date(Date.now() + 1_500).toISOString();
    const accepted = await send('media', { type: 'document', media: { id }, options: { sendAt } });
    expect(accepted).toMatchObject({ status: 202, body: { status: 'queued' } });
    for (const blob of blobs()) if (statSync(blob).size === bytes.byteLength) rmSync(blob);
    const { messageId } = accepted.body;
    const failed = await hub.event('message.failed', ({ data }) => data.messageId === messageId, 6_000);
    expect(failed.data).toMatchObject({ code: 'media_missing', status: 'failed' });
    await taken(send('text', { text: 'بعد الملف' }));
    expect((await people.delivered(CUSTOMER)).some(({ media }) => media?.filename === 'gone.pdf')).toBe(false);
  });

  it('M-1 M-3 what is to go later waits, goes in time, or is cancelled and never goes', async () => {
    const inMs = (ms: number): { sendAt: string } => ({ sendAt: new Date(Date.now() + ms).toISOString() });
    const soon = await send('text', { text: 'بعد قليل', options: inMs(1_000) });
    const later = await send('text', { text: 'غدًا', options: inMs(86_400_000) });
    expect([soon.body.status, later.body.status]).toEqual(['queued', 'queued']);
    const cancelled = await post<Message>(`/api/messages/${later.body.messageId}/cancel`);
    expect(cancelled.body).toMatchObject({ status: 'failed', failure: { code: 'message_cancelled' } });
    await hub.event('message.delivered', ({ data }) => data.messageId === soon.body.messageId);
    expect((await post(`/api/messages/${soon.body.messageId}/cancel`)).body.code).toBe('message_already_sent');
    const bodies = (await people.delivered(CUSTOMER)).map(({ body }) => body);
    expect([bodies.includes('بعد قليل'), bodies.includes('غدًا')]).toEqual([true, false]);
  });

  it('M-6 finds messages, people and numbers however they are written', async () => {
    const { messageId } = await taken(send('text', { text: 'أُرسِلَت الطَّلَبيّة رقم ٤٧١١ إلى المكتبة' }));
    for (const q of ['ارسلت 4711', 'المكتبه الي', '٤٧١١']) {
      const found = await product.api<{ data: Message[] }>('GET', `/api/messages?q=${encodeURIComponent(q)}`);
      expect(found.body.data.map(({ id }) => id)).toEqual([messageId]);
    }
    for (const q of ['عميل', '0500000001', '+966 50 000 0001']) {
      for (const list of ['contacts', 'chats']) {
        const found = await product.api<{ data: { chatId: string }[] }>(
          'GET',
          `/api/${list}?q=${encodeURIComponent(q)}`,
        );
        expect(found.body.data.map(({ chatId }) => chatId)).toEqual([CHAT]);
      }
    }
    const phones = ['0500000001', '٠٥٠٠٠٠٠٠٠١', '+966 51 111 1111', 'abc'];
    const checked = await post<{ data: { result: string; phone: string | null }[] }>('/api/numbers/check', { phones });
    expect(checked.body.data.map(({ result, phone }) => [result, phone])).toEqual([
      ['on_whatsapp', CUSTOMER],
      ['on_whatsapp', CUSTOMER],
      ['not_on_whatsapp', '966511111111'],
      ['invalid', null],
    ]);
    const nobody = await post('/api/messages/send-text', { chatId: '966511111111', text: 'x' });
    expect(nobody).toMatchObject({ status: 422, body: { code: 'number_not_on_whatsapp' } });
    expect(await message(nobody.body.messageId)).toMatchObject({ status: 'failed' });
  });

  it('M-6 a group is written to by its name, its members vote, come and go', async () => {
    const [amal, badr] = ['966500000011', '966500000012'];
    await people.account(amal, 'Amal');
    await people.account(badr, 'Badr');
    const group = await people.group('فريق التوصيل', [amal, PHONE], amal);
    const route = `/api/groups/${group.id}`;
    await until('the group to be known', async () => (await product.api('GET', route)).status === 200);
    const sent = await taken(send('poll', { chatId: group.id, poll: { question: 'غداء؟', options: ['نعم', 'لا'] } }));
    expect(await deliveries(sent, amal)).toHaveLength(1);
    const chat = await product.api('GET', `/api/chats/${group.id}`);
    expect(chat.body).toMatchObject({ name: 'فريق التوصيل', isGroup: true });
    await people.vote(keyOf(sent), amal, ['لا']);
    expect(await answerTo(sent)).toMatchObject({ chatId: group.id, author: `${amal}@c.us`, interactive: { id: '2' } });
    await people.changeGroup(group.id, 'add', [badr]);
    const added = await hub.event('message.group', ({ data }) => data.action === 'add');
    expect(added.data).toMatchObject({ chatId: group.id, participants: [{ phone: badr }], by: { phone: amal } });
    const known = await product.api<{ participants: { contact: { phone: string } }[] }>('GET', route);
    expect(known.body.participants.map(({ contact }) => contact.phone).toSorted()).toEqual([PHONE, amal, badr]);
    expect((await post(`/api/chats/${group.id}/block`)).body.code).toBe('unsupported');
  });

  it('M-3 archive and block are one on the phone and here, whoever did it; a chat read here is read there', async () => {
    const marks = (): Promise<{ archived: string[]; blocked: string[] }> => people.marks(PHONE);
    const chat = async (): Promise<Record<string, unknown>> => (await product.api('GET', `/api/chats/${CHAT}`)).body;
    await post(`/api/chats/${CHAT}/archive`);
    await post(`/api/chats/${CHAT}/block`);
    await until('the phone to follow', async () => {
      const { archived, blocked } = await marks();
      return archived.includes(CUSTOMER) && blocked.includes(CUSTOMER);
    });
    await people.block(PHONE, CUSTOMER, false);
    await people.archive(PHONE, CUSTOMER, false);
    await until('the chat to follow', async () => {
      const { isArchived, isBlocked } = await chat();
      return isArchived === false && isBlocked === false;
    });
    const { id } = await people.say({ from: CUSTOMER, to: PHONE, body: 'اقرأني' });
    await received(({ body }) => body === 'اقرأني');
    expect((await post(`/api/chats/${CHAT}/mark-seen`)).status).toBe(204);
    await until('their ticks to turn', async () =>
      (await people.sent(CUSTOMER)).some((one) => one.id === id && one.ack >= 3),
    );
    expect(await chat()).toMatchObject({ unreadCount: 0 });
    await post(`/api/chats/${CHAT}/typing`, { state: 'recording' });
    await until('them to see it', async () =>
      (await people.typing(CUSTOMER)).some(({ state }) => state === 'recording'),
    );
  });

  it('M-4 a poll whose host is killed between hand-over and answer is delivered once, and its votes are understood', async () => {
    await people.setFaults({ hold_at: 'after_transmit', dedupe: false });
    const buttons = [
      { id: 'yes', title: 'نعم' },
      { id: 'no', title: 'لا' },
    ];
    const sending = send('button', { text: 'هل وصل الطلب؟', buttons });
    await until('the page to stop', async () => (await people.reached()) === 'after_transmit');
    await people.setFaults({ hold_at: null });
    const [{ body }] = await Promise.all([sending, product.kill('host')]);
    const { messageId } = body;
    const isSettled = ({ status }: Message): boolean => ['sent', 'delivered', 'read'].includes(status);
    const settled = await until(
      'a final status',
      async () => {
        const now = await message(messageId);
        return isSettled(now) ? now : null;
      },
      RECOVERY_MS,
      100,
    );
    await product.untilReady();
    expect(await deliveries(settled)).toHaveLength(1);
    await people.vote((await deliveries(settled))[0]!.id, CUSTOMER, ['نعم']);
    expect((await answerTo({ ...body, messageId })).interactive).toMatchObject({ kind: 'buttons', id: 'yes' });
    await people.setFaults({ dedupe: true });
  });

  it('M-1 M-4 refuses while the session is stopped, and keeps what comes while it starts', async () => {
    const { sessionId } = product.dev;
    await post(`/api/sessions/${sessionId}/stop`);
    await until('the stop', async () => (await product.sessionState()).status === 'stopped', 20_000);
    expect(await send('text', { text: 'إلى لا أحد' })).toMatchObject({
      status: 409,
      body: { code: 'session_not_linked' },
    });
    await post(`/api/sessions/${sessionId}/start`);
    const { body } = await send('text', { text: 'حين تعود' });
    await hub.event('message.delivered', ({ data }) => data.messageId === body.messageId, RECOVERY_MS);
    expect((await people.delivered(CUSTOMER)).map((one) => one.body)).not.toContain('إلى لا أحد');
  });
});

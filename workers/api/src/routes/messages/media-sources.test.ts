import { mediaIdOf } from '@waqtor/core/deterministic-id';
import { describe, expect, it, vi } from 'vitest';
import { deleteUnusedUploads } from '../../jobs/delete-unused-uploads.ts';
import { ORIGIN, bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import { RoomDouble } from '../../testing/room-double.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
/** Allowed in tests alone (WAQTOR_WEBHOOK_LOOPBACK). */
const ADDRESS = 'http://127.0.0.1:9/files/%D8%A5%D9%8A%D8%B5%D8%A7%D9%84.png';

const ready = async () => {
  const workspace = await newWorkspace();
  const room = new RoomDouble();
  const send = (media: unknown, changes: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
    room.call('/api/messages/send-media', {
      key: workspace.apiKey,
      headers,
      body: { chatId: '966500000002', type: 'image', media, ...changes },
    });
  const files = async () => (await bindings.MEDIA.list({ prefix: `${workspace.workspaceId}/` })).objects.length;
  return { workspace, room, send, files };
};
/** What the address answers. */
const answering = (make: () => Response | Promise<Response>) => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(make()));
  return { fetched, [Symbol.dispose]: () => fetched.mockRestore() };
};
const mediaOf = (room: RoomDouble) => {
  const { payload } = room.lastSend;
  if (payload.kind !== 'send_media') throw new Error(payload.kind);
  return payload.media;
};
const kept = async (workspaceId: string, id: string) => {
  const r2Key = `${workspaceId}/${crypto.randomUUID()}`;
  await bindings.MEDIA.put(r2Key, PNG);
  return { id, r2Key, mimetype: 'image/png', filename: 'a.png', sizeBytes: PNG.length };
};

describe('a file at an address', () => {
  it('M-2 is fetched, stored and named for the session', async () => {
    const { room, send, files } = await ready();
    using web = answering(() => new Response(PNG, { headers: { 'content-type': 'application/octet-stream' } }));
    expect((await send({ url: ADDRESS })).status).toBe(202);
    expect(web.fetched).toHaveBeenCalledOnce();
    expect(mediaOf(room)).toMatchObject({ mimetype: 'image/png', filename: 'إيصال.png', sizeBytes: PNG.length });
    expect([room.media.has(mediaOf(room).id), await files()]).toEqual([true, 1]);
  });

  it('M-4 is fetched once for one idempotency key, whatever the address answers later', async () => {
    const { room, send } = await ready();
    const headers = { 'idempotency-key': 'receipt-7' };
    using web = answering(() => new Response(PNG));
    await send({ url: ADDRESS }, {}, headers);
    web.fetched.mockImplementation(() => Promise.resolve(new Response('GIF89a and more')));
    await send({ url: ADDRESS }, {}, headers);
    expect(web.fetched).toHaveBeenCalledOnce();
    expect(room.sends[1]).toEqual({ ...room.sends[0], requestId: room.sends[1]?.requestId });
    await send({ url: `${ADDRESS}?v=2` }, {}, headers);
    expect(room.sends[2]?.fingerprint).not.toBe(room.sends[0]?.fingerprint);
  });

  it.each<[string, () => Response | Promise<Response>, string]>([
    ['is not there', () => new Response('none', { status: 404 }), 'media_url_failed'],
    [
      'moved',
      () => new Response(null, { status: 302, headers: { location: 'http://127.0.0.1:9/b' } }),
      'media_url_failed',
    ],
    ['does not answer', () => Promise.reject(new Error('refused')), 'media_url_failed'],
    [
      'breaks off',
      () => new Response(new ReadableStream({ start: (stream) => stream.error(new Error('cut')) })),
      'media_url_failed',
    ],
    [
      'is a page',
      () => new Response('<!doctype html>', { headers: { 'content-type': 'image/png' } }),
      'media_not_accepted',
    ],
    ['is empty', () => new Response(''), 'media_not_accepted'],
  ])('M-2 that %s is refused before anything is sent, and leaves nothing', async (_title, make, code) => {
    const { room, send, files } = await ready();
    using _web = answering(make);
    expect((await problemIn(await send({ url: ADDRESS }))).code).toBe(code);
    expect([room.sends.length, await files()]).toEqual([0, 0]);
  });

  it('M-2 of more than 64 MB is refused while it comes in, and leaves nothing', async () => {
    const { room, send, files } = await ready();
    let sent = 0;
    const endless = () =>
      new ReadableStream({
        pull: (stream) => {
          const chunk = new Uint8Array(1024 * 1024);
          if (sent === 0) chunk.set(PNG);
          sent += 1;
          stream.enqueue(chunk);
        },
      });
    using _web = answering(() => new Response(endless()));
    expect(await problemIn(await send({ url: ADDRESS }))).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(sent).toBeLessThan(80);
    expect([room.sends.length, await files()]).toEqual([0, 0]);
  });

  it.each([
    'http://example.com/a.png',
    'https://10.0.0.1/a.png',
    'https://localhost/a.png',
    'https://u:p@example.com/',
    // Loopback is open here, but not the port of the deployment itself.
    `${ORIGIN.replace(/\/\/[^:/]+/, '//127.0.0.1')}/api/usage`,
  ])('W-9 %s is refused and never asked', async (url) => {
    const { room, send } = await ready();
    using web = answering(() => new Response(PNG));
    const problem = await problemIn(await send({ url }));
    expect(problem).toMatchObject({ status: 422, code: 'url_not_allowed', errors: [{ pointer: '/media/url' }] });
    expect([room.sends.length, web.fetched.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('a file whose send dies on its way', () => {
  const BASE64 = Buffer.from(PNG).toString('base64');
  const rowsOf = async (workspaceId: string) =>
    (await bindings.DB.prepare('SELECT id FROM uploads WHERE workspace_id = ?').bind(workspaceId).all()).results.length;
  const inTwoHours = (): Date => new Date(Date.now() + 2 * 3_600_000);
  const away = () => Promise.reject(new Error('Network connection lost.'));

  it.each([{ base64: BASE64 }, { url: ADDRESS }])(
    'M-2 before its room heard of it is deleted by the job, and not while it may still be on its way: %j',
    async (media) => {
      const { workspace, files } = await ready();
      using _web = answering(() => new Response(PNG));
      const room = new RoomDouble({ putMedia: away });
      const body = { chatId: '966500000002', type: 'image', media };
      const answer = await room.call('/api/messages/send-media', { key: workspace.apiKey, body });
      expect(answer.status).toBeGreaterThanOrEqual(500);
      await deleteUnusedUploads(room.env);
      expect([await files(), await rowsOf(workspace.workspaceId)]).toEqual([1, 1]);
      await deleteUnusedUploads(room.env, inTwoHours());
      expect([await files(), await rowsOf(workspace.workspaceId)]).toEqual([0, 0]);
    },
  );

  it('M-2 after its room heard of it stays, and a send that arrives leaves no row', async () => {
    const { workspace, room, send, files } = await ready();
    expect((await send({ base64: BASE64 })).status).toBe(202);
    expect([await files(), await rowsOf(workspace.workspaceId)]).toEqual([1, 0]);
    const lost = new RoomDouble({
      putMedia: (medium) => {
        room.media.set(medium.id, medium);
        return away();
      },
    });
    const body = { chatId: '966500000003', type: 'image', media: { base64: BASE64 } };
    await lost.call('/api/messages/send-media', { key: workspace.apiKey, body });
    expect([await files(), await rowsOf(workspace.workspaceId)]).toEqual([2, 1]);
    await deleteUnusedUploads(room.env, inTwoHours());
    expect([await files(), await rowsOf(workspace.workspaceId)]).toEqual([2, 0]);
  });
});

describe('a file by its id', () => {
  it('M-2 of another message is sent again as it is', async () => {
    const { workspace, room, send } = await ready();
    const medium = await kept(workspace.workspaceId, 'med_0123456789abcdef');
    room.media.set(medium.id, medium);
    expect((await send({ id: medium.id }, { filename: 'b.png' })).status).toBe(202);
    expect(mediaOf(room)).toEqual({ id: medium.id, mimetype: 'image/png', filename: 'b.png', sizeBytes: PNG.length });
  });

  it('M-2 that vanished is told before anything is sent', async () => {
    const { workspace, room, send } = await ready();
    const medium = await kept(workspace.workspaceId, 'med_0123456789abcdef');
    room.media.set(medium.id, medium);
    await bindings.MEDIA.delete(medium.r2Key);
    expect(await problemIn(await send({ id: medium.id }))).toMatchObject({
      status: 422,
      code: 'media_missing',
      errors: [{ pointer: '/media/id' }],
    });
    expect(room.sends).toEqual([]);
  });

  it('M-2 goes as what it is alone: a picture is no video, and may be a document', async () => {
    const { workspace, room, send } = await ready();
    const medium = await kept(workspace.workspaceId, 'med_0123456789abcdef');
    room.media.set(medium.id, medium);
    expect((await problemIn(await send({ id: medium.id }, { type: 'video' }))).code).toBe('media_not_accepted');
    expect((await send({ id: medium.id }, { type: 'document' })).status).toBe(202);
  });

  it('M-2 that nobody knows is unknown', async () => {
    const { send } = await ready();
    expect((await problemIn(await send({ id: 'med_00000000000000' }))).code).toBe('not_found');
  });

  it('M-2 of another session is copied: it stays when that session is deleted with its files', async () => {
    const workspace = await newWorkspace();
    const { apiKey: key, sessionId: first } = workspace;
    const created = await call('/api/sessions', { key, body: { name: 'Second' } });
    const { sessionId: second } = await created.json<{ sessionId: string }>();
    const upload = await call('/api/media', { key, headers: { 'content-type': 'image/png' }, body: PNG });
    const { id } = await upload.json<{ id: string }>();
    for (const sessionId of [first, second, second]) {
      const body = { sessionId, chatId: '966500000002', type: 'image', media: { id } };
      await call('/api/messages/send-media', { key, body });
    }
    const copyId = mediaIdOf(second, `copy:${id}`);
    const read = (mediaId: string, sessionId: string) => call(`/api/media/${mediaId}?sessionId=${sessionId}`, { key });
    expect([(await read(id, first)).status, (await read(copyId, second)).status]).toEqual([200, 200]);
    const signedIn = { cookie: await signIn(workspace.email), origin: ORIGIN };
    const removed = await call(`/api/sessions/${first}`, { method: 'DELETE', headers: signedIn });
    expect(removed.status).toBeLessThan(300);
    expect(new Uint8Array(await (await read(copyId, second)).arrayBuffer())).toEqual(PNG);
    expect((await bindings.MEDIA.list({ prefix: `${workspace.workspaceId}/` })).objects).toHaveLength(1);
  });
});

import { MAX_UPLOAD_BYTES, uploadSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { deleteUnusedUploads } from '../../jobs/delete-unused-uploads.ts';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { RoomDouble } from '../../testing/room-double.ts';
import { requestWith } from '../../testing/with-objects.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const MB = 1024 * 1024;

/** As a browser streams it: without a length. */
const streamOf = (chunks: number, chunkBytes: number, end: 'close' | 'error' = 'close') => {
  let sent = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (sent === chunks) return end === 'close' ? controller.close() : controller.error(new Error('cut off'));
      const chunk = new Uint8Array(chunkBytes).fill(sent);
      if (sent === 0) chunk.set(PNG);
      sent += 1;
      controller.enqueue(chunk);
    },
  });
};

const upload = (workspace: TestWorkspace, body: unknown, headers: Record<string, string> = {}, query = '') =>
  requestWith(bindings, `/api/media${query}`, {
    method: 'POST',
    key: workspace.apiKey,
    headers: { 'content-type': 'image/png', ...headers },
    body,
  });
const uploaded = async (workspace: TestWorkspace, body: unknown = PNG, headers: Record<string, string> = {}) => {
  const response = await upload(workspace, body, headers);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return uploadSchema.parse(await response.json());
};
const leftOf = async ({ workspaceId }: TestWorkspace) => {
  const { results } = await bindings.DB.prepare('SELECT id FROM uploads WHERE workspace_id = ?')
    .bind(workspaceId)
    .all();
  const { objects } = await bindings.MEDIA.list({ prefix: `${workspaceId}/` });
  return { rows: results.length, objects: objects.length };
};
const NOTHING = { rows: 0, objects: 0 };
const later = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);

describe('POST /api/media', () => {
  it('M-2 stores the file, typed by its bytes and named by the request', async () => {
    const workspace = await newWorkspace();
    const response = await upload(workspace, PNG, { 'content-type': 'image/jpeg' }, '?filename=%D8%A5.png');
    expect(response.status).toBe(201);
    const stored = uploadSchema.parse(await response.json());
    expect(stored).toMatchObject({ mimetype: 'image/png', filename: 'إ.png', sizeBytes: PNG.length });
    expect(response.headers.get('location')).toBe(`/api/media/${stored.id}`);
    expect(Date.parse(stored.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    const read = await call(`/api/media/${stored.id}`, { key: workspace.apiKey });
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(PNG);
  });

  it.each([
    [`attachment; filename="a b.png"`, 'a b.png'],
    [`attachment; filename="x.png"; filename*=UTF-8''%D8%A5%D9%8A.png`, 'إي.png'],
    [`attachment; filename="../../etc/passwd"`, 'passwd'],
    ['attachment', null],
  ])('M-2 takes the name out of %s', async (disposition, filename) => {
    const stored = await uploaded(await newWorkspace(), PNG, { 'content-disposition': disposition });
    expect(stored.filename).toBe(filename);
  });

  it('M-2 streams a file of several parts, of which it never knew the length', async () => {
    const workspace = await newWorkspace();
    const stored = await uploaded(workspace, streamOf(20, MB));
    expect(stored.sizeBytes).toBe(20 * MB);
    const object = await bindings.MEDIA.get(`${workspace.workspaceId}/${stored.id}`);
    const bytes = new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer());
    expect([bytes.length, bytes[0], bytes[8 * MB], bytes[16 * MB], bytes.at(-1)]).toEqual([20 * MB, 0x89, 8, 16, 19]);
  });

  it.each([
    [20, 700_001],
    [1, 12 * MB],
    [3, 5 * MB],
    [2, 256 * 1024],
  ])('M-2 puts %i pieces of %i bytes together as they came', async (chunks, chunkBytes) => {
    const workspace = await newWorkspace();
    const { id } = await uploaded(workspace, streamOf(chunks, chunkBytes));
    const sent = new Uint8Array(await new Response(streamOf(chunks, chunkBytes)).arrayBuffer());
    const read = await call(`/api/media/${id}`, { key: workspace.apiKey });
    expect(Buffer.compare(Buffer.from(await read.arrayBuffer()), sent)).toBe(0);
  });

  it.each<[string, () => unknown, Record<string, string>, string]>([
    ['a page as a picture', () => bytesOf('<!doctype html>'), {}, 'media_not_accepted'],
    ['a picture as a page', () => PNG, { 'content-type': 'text/html' }, 'media_not_accepted'],
    ['a program as a document', () => bytesOf('MZ\u0090'), { 'content-type': 'application/pdf' }, 'media_not_accepted'],
    ['nothing', () => new Uint8Array(), {}, 'media_not_accepted'],
    [
      'more than 64 MB by its own account',
      () => PNG,
      { 'content-length': String(MAX_UPLOAD_BYTES + 1) },
      'payload_too_large',
    ],
    ['more than 64 MB that it never told', () => streamOf(65, MB), {}, 'payload_too_large'],
    ['half a file', () => PNG, { 'content-length': '5000' }, 'media_not_accepted'],
    ['what breaks off at once', () => streamOf(0, 1, 'error'), {}, 'media_not_accepted'],
    ['what breaks off in its second part', () => streamOf(10, MB, 'error'), {}, 'media_not_accepted'],
    ['a key that is none', () => PNG, { 'idempotency-key': 'a b' }, 'validation_failed'],
  ])('M-2 refuses %s, and leaves nothing behind', async (_title, body, headers, code) => {
    const workspace = await newWorkspace();
    expect((await problemIn(await upload(workspace, body(), headers))).code).toBe(code);
    expect(await leftOf(workspace)).toEqual(NOTHING);
  });

  it('M-2 is one upload for one key and the same bytes, and refuses others under it', async () => {
    const workspace = await newWorkspace();
    const headers = { 'idempotency-key': 'receipt-1' };
    const first = await uploaded(workspace, PNG, headers);
    const again = await upload(workspace, PNG, headers);
    expect([await again.json(), again.headers.get('idempotency-replayed')]).toEqual([first, 'true']);
    const other = await upload(workspace, new Uint8Array([...PNG, 4]), headers);
    expect((await problemIn(other)).code).toBe('idempotency_key_reused');
    expect(await leftOf(workspace)).toEqual({ rows: 1, objects: 1 });
    expect((await uploaded(await newWorkspace(), PNG, headers)).id).not.toBe(first.id);
  });

  it('M-2 removes after 24 hours what no message named, and not before', async () => {
    const workspace = await newWorkspace();
    await uploaded(workspace);
    await deleteUnusedUploads(bindings, later(23));
    expect(await leftOf(workspace)).toEqual({ rows: 1, objects: 1 });
    await deleteUnusedUploads(bindings, later(25));
    expect(await leftOf(workspace)).toEqual(NOTHING);
  });

  it('M-2 never removes what a message names', async () => {
    const workspace = await newWorkspace();
    const { id } = await uploaded(workspace);
    const room = new RoomDouble();
    const body = { chatId: '966500000002', type: 'image', media: { id } };
    expect((await room.call('/api/messages/send-media', { key: workspace.apiKey, body })).status).toBe(202);
    await deleteUnusedUploads(room.env, later(25));
    expect(await leftOf(workspace)).toEqual({ rows: 0, objects: 1 });
    // The room knows it now: it is sent again by its id.
    expect((await room.call('/api/messages/send-media', { key: workspace.apiKey, body })).status).toBe(202);
  });

  it('M-2 removes what a send claimed and never gave to its room, but not while that may still happen', async () => {
    const workspace = await newWorkspace();
    const { id } = await uploaded(workspace);
    await bindings.DB.prepare('UPDATE uploads SET session_id = ?, claimed_at = ? WHERE id = ?')
      .bind(workspace.sessionId, later(25).getTime() - 60_000, id)
      .run();
    await deleteUnusedUploads(bindings, later(25));
    expect(await leftOf(workspace)).toEqual({ rows: 1, objects: 1 });
    await deleteUnusedUploads(bindings, later(26));
    expect(await leftOf(workspace)).toEqual(NOTHING);
  });

  it('M-2 removes the file of an upload whose process died', async () => {
    const workspace = await newWorkspace();
    const { id } = await uploaded(workspace);
    await bindings.DB.prepare("UPDATE uploads SET digest = NULL, mimetype = '', expires_at = 1 WHERE id = ?")
      .bind(id)
      .run();
    expect((await call(`/api/media/${id}`, { key: workspace.apiKey })).status).toBe(404);
    await deleteUnusedUploads(bindings);
    expect(await leftOf(workspace)).toEqual(NOTHING);
  });

  it('M-2 ends a deletion that a dying process began, and gives that file to nobody', async () => {
    const workspace = await newWorkspace();
    const { id } = await uploaded(workspace);
    await bindings.DB.prepare('UPDATE uploads SET deleted_at = 1, expires_at = 1 WHERE id = ?').bind(id).run();
    const body = { chatId: '966500000002', type: 'image', media: { id } };
    const answer = await new RoomDouble().call('/api/messages/send-media', { key: workspace.apiKey, body });
    expect((await problemIn(answer)).code).toBe('not_found');
    await deleteUnusedUploads(bindings);
    expect(await leftOf(workspace)).toEqual(NOTHING);
  });

  it('A-4 is known in its own workspace alone', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const { id } = await uploaded(theirs);
    for (const path of [`/api/media/${id}`, `/api/media/${id}/link`]) {
      expect((await problemIn(await call(path, { key: mine.apiKey }))).code).toBe('not_found');
    }
    const body = { chatId: '966500000002', type: 'image', media: { id } };
    const send = await new RoomDouble().call('/api/messages/send-media', { key: mine.apiKey, body });
    expect((await problemIn(send)).code).toBe('not_found');
  });
});

import { mediaLinkSchema } from '@waqtor/contracts';
import { describe, expect, it, vi } from 'vitest';
import { ORIGIN, bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { RoomDouble } from '../../testing/room-double.ts';

const ID = 'med_0123456789abcdef';
const OGG = `OggS${'\0'.repeat(96)}${'0123456789'.repeat(90)}`;

/** A medium that a stranger sent, under whatever type and name they chose. */
const shared = newWorkspace();
const received = async (content: string, mimetype = 'text/html', filename: string | null = 'index.html') => {
  // Every test has a room and a file of its own; the workspace may be one.
  const workspace = await shared;
  const room = new RoomDouble();
  const r2Key = `${workspace.workspaceId}/${crypto.randomUUID()}`;
  await bindings.MEDIA.put(
    r2Key,
    Uint8Array.from(content, (c) => c.charCodeAt(0)),
    {
      httpMetadata: { contentType: mimetype },
    },
  );
  room.media.set(ID, { id: ID, r2Key, mimetype, filename, sizeBytes: content.length });
  const read = (headers: Record<string, string> = {}) =>
    room.call(`/api/media/${ID}`, { key: workspace.apiKey, headers });
  return { workspace, room, r2Key, read };
};
const linkOf = async ({ workspace, room }: { workspace: TestWorkspace; room: RoomDouble }, query = '') => {
  const response = await room.call(`/api/media/${ID}/link${query}`, { key: workspace.apiKey });
  const link = mediaLinkSchema.parse(await response.json());
  return { ...link, path: link.url.slice(ORIGIN.length) };
};

describe('GET /api/media/:id', () => {
  it.each([
    ['a page', '<!doctype html><script>alert(1)</script>', 'text/html', 'a.html'],
    ['a page that is called a picture', '<html><body onload=alert(1)>', 'image/png', 'a.png'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml', 'a.svg'],
    ['a drawing after a declaration', '<?xml version="1.0"?><svg onload="alert(1)"/>', 'image/svg+xml', 'a.svg'],
    ['XML with a style of its own', '<?xml version="1.0"?><?xml-stylesheet href="x"?>', 'text/xml', 'a.xml'],
    ['a script', 'alert(1)', 'text/javascript', 'a.js'],
    ['a PDF', '%PDF-1.7', 'application/pdf', 'a.pdf'],
    ['a page behind a mark of the byte order', '\xef\xbb\xbf<script>alert(1)</script>', 'text/html', null],
  ])('M-2 gives out %s of a stranger as a download without a type, and lets nothing in it run', async (...file) => {
    const [, content, mimetype, filename] = file;
    const { read } = await received(content, mimetype, filename);
    const { headers, status } = await read();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/(^|; )default-src 'none'(;|$)/);
    expect(headers.get('content-security-policy')).toMatch(/(^|; )sandbox(;|$)/);
    expect(headers.get('content-security-policy')).not.toContain('allow-');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('M-2 shows a picture as what it is, also when a page hides behind its first bytes', async () => {
    const { read } = await received('GIF89a<script>alert(1)</script>', 'text/html');
    const { headers } = await read();
    expect([headers.get('content-type'), headers.get('x-content-type-options')]).toEqual(['image/gif', 'nosniff']);
    expect(headers.get('content-security-policy')).toContain('sandbox');
  });

  it('M-2 serves one range, so that a player can seek', async () => {
    const { read } = await received(OGG, 'audio/ogg', null);
    const whole = await read();
    expect([whole.status, whole.headers.get('accept-ranges'), (await whole.text()).length]).toEqual([
      200,
      'bytes',
      1000,
    ]);
    const part = await read({ range: 'bytes=100-109' });
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([
      206,
      'bytes 100-109/1000',
      '10',
    ]);
    expect([part.headers.get('content-type'), await part.text()]).toEqual(['audio/ogg', '0123456789']);
    expect(await (await read({ range: 'bytes=-5' })).text()).toBe('56789');
  });

  it('M-2 sends the whole to whoever has a part of another file, and nothing from behind the end', async () => {
    const { read } = await received(OGG, 'audio/ogg', null);
    const etag = (await read()).headers.get('etag') ?? '';
    expect((await read({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await read({ range: 'bytes=0-9', 'if-range': '"other"' })).status).toBe(200);
    const behind = await read({ range: 'bytes=1000-' });
    expect(await problemIn(behind)).toMatchObject({ status: 416, code: 'range_not_satisfiable', sizeBytes: 1000 });
  });

  it('M-2 answers 404 when the bytes are gone', async () => {
    const { r2Key, read } = await received(OGG);
    await bindings.MEDIA.delete(r2Key);
    expect((await problemIn(await read())).code).toBe('not_found');
  });
});

describe('GET /api/media/:id/link', () => {
  it('M-2 works without a key for 10 minutes, and then no more', async () => {
    const medium = await received(OGG, 'audio/ogg', null);
    const { path, expiresAt } = await linkOf(medium);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(590_000);
    const read = await medium.room.call(path);
    expect([read.status, read.headers.get('content-type')]).toEqual([200, 'audio/ogg']);
    expect(Number(/max-age=(\d+)/.exec(read.headers.get('cache-control') ?? '')?.[1])).toBeLessThanOrEqual(600);
    pass(601_000);
    expect(await problemIn(await medium.room.call(path))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('M-2 is worth nothing when anything of it was changed', async () => {
    const medium = await received(OGG);
    const { path } = await linkOf(medium);
    const expires = /expires=(\d+)/.exec(path)?.[1] ?? '';
    const session = (await newWorkspace()).sessionId;
    const forged = [
      path.replace(ID, 'med_aaaaaaaaaaaaaaaa'),
      path.replace(expires, String(Number(expires) + 1)),
      path.replace(/signature=ses_\w+/, `signature=${session}`),
      path.slice(0, -1),
      path.replace(/expires=\d+&/, ''),
      path.replace(/signature=.*/, 'signature='),
    ];
    for (const url of forged) expect((await problemIn(await medium.room.call(url))).status).toBe(403);
  });

  it('M-2 works as long as it is asked to, for 7 days at most', async () => {
    const medium = await received(OGG);
    const { expiresAt } = await linkOf(medium, '?seconds=604800');
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(604_790_000);
    for (const seconds of ['604801', '0', '-1', 'x']) {
      const refused = await medium.room.call(`/api/media/${ID}/link?seconds=${seconds}`, {
        key: medium.workspace.apiKey,
      });
      expect((await problemIn(refused)).errors?.[0]?.pointer).toBe('/query/seconds');
    }
  });

  it('M-2 to an upload ends with the upload', async () => {
    const workspace = await newWorkspace();
    const response = await call('/api/media', {
      key: workspace.apiKey,
      headers: { 'content-type': 'text/plain' },
      body: 'hello',
    });
    const { id, expiresAt } = await response.json<{ id: string; expiresAt: string }>();
    const answer = await call(`/api/media/${id}/link?seconds=604800`, { key: workspace.apiKey });
    const link = mediaLinkSchema.parse(await answer.json());
    expect(Date.parse(link.expiresAt)).toBeLessThanOrEqual(Date.parse(expiresAt));
    expect(await (await call(link.url.slice(ORIGIN.length))).text()).toBe('hello');
  });

  it('R-4 leaves nothing of itself in the logs', async () => {
    const medium = await received(OGG);
    const { path } = await linkOf(medium);
    const written: string[] = [];
    for (const level of ['log', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((...words: unknown[]) => void written.push(words.join(' ')));
    }
    await medium.room.call(path);
    await medium.room.call(path.slice(0, -1));
    vi.restoreAllMocks();
    expect(written.join('\n')).not.toContain(path.slice(path.indexOf('signature=') + 10, -1));
    expect(written.join('\n')).not.toContain(ID);
  });
});

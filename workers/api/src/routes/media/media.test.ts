import { describe, expect, it } from 'vitest';
import type { Command } from '@waqtor/contracts';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const HTML = Buffer.from('<!doctype html><script>alert(1)</script>');

const linked = async () => {
  const workspace = await newWorkspace();
  const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
  const session = await host.serve(workspace.sessionId, () => ({}));
  const send = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
    call('/api/messages/send-media', {
      key: workspace.apiKey,
      headers,
      body: { chatId: '966500000002', type: 'image', media: { base64: PNG.toString('base64') }, ...body },
    });
  const mediaOf = (command: Command | undefined) => {
    if (command?.payload.kind !== 'send_media') throw new Error('No media was sent.');
    return command.payload.media;
  };
  /** As the lease holder does: signed for one medium. */
  const asHost = async (mediaId: string, init: { method?: string; body?: string; type?: string } = {}) => {
    const scope = { audience: `media:${mediaId}`, sessionId: workspace.sessionId, epoch: session.epoch };
    const headers = { ...(await host.headers(scope)), ...(init.type ? { 'content-type': init.type } : {}) };
    return call(`/host/media/${mediaId}`, { headers, ...init });
  };
  return { workspace, host, session, send, mediaOf, asHost };
};

describe('media', () => {
  it('M-2 goes from the request to the host that holds the lease, typed by its bytes', async () => {
    const { session, send, mediaOf, asHost } = await linked();
    const response = await send({
      media: { base64: PNG.toString('base64'), mimetype: 'text/html' },
      filename: 'a.png',
    });
    expect(response.status).toBe(200);
    const media = mediaOf(session.commands[0]);
    expect(media).toMatchObject({ mimetype: 'image/png', filename: 'a.png', sizeBytes: PNG.length });
    const fetched = await asHost(media.id);
    expect(Buffer.from(await fetched.arrayBuffer()).equals(PNG)).toBe(true);
  });

  it('M-2 shows a picture in place and says that nothing in it may run', async () => {
    const { workspace, session, send, mediaOf } = await linked();
    await send({});
    const response = await call(`/api/media/${mediaOf(session.commands[0]).id}`, { key: workspace.apiKey });
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-disposition')).toBe('inline');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect((await response.arrayBuffer()).byteLength).toBe(PNG.length);
  });

  it('M-2 gives out what could run as a download without a type', async () => {
    const { workspace, session, send, mediaOf } = await linked();
    const media = { base64: HTML.toString('base64'), mimetype: 'text/html' };
    await send({ type: 'document', media, filename: '../مرحبا".html' });
    const response = await call(`/api/media/${mediaOf(session.commands[0]).id}`, { key: workspace.apiKey });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="_{6}\.html"; filename\*=UTF-8''/,
    );
  });

  it('M-2 makes one message of a repeated request and refuses another file under the same key', async () => {
    const { session, send } = await linked();
    const headers = { 'idempotency-key': 'picture-1' };
    const [first, second] = [await send({}, headers), await send({}, headers)];
    expect(await second.json()).toEqual(await first.json());
    const gif = { base64: Buffer.from('GIF89a and more').toString('base64') };
    expect((await problemIn(await send({ media: gif }, headers))).code).toBe('idempotency_key_reused');
    expect(session.commands).toHaveLength(1);
  });

  it.each([
    ['a page as a picture', { media: { base64: HTML.toString('base64') } }, 'media_not_accepted'],
    ['a picture as a video', { type: 'video' }, 'media_not_accepted'],
    ['what is not base64', { media: { base64: 'data:image/png;base64,AAAA' } }, 'media_not_accepted'],
    ['more than 8 MB', { media: { base64: 'A'.repeat(11_300_000) } }, 'payload_too_large'],
  ])('M-2 refuses %s', async (_title, body, code) => {
    const { apiKey } = await newWorkspace();
    const request = { chatId: '966500000002', type: 'image', media: { base64: PNG.toString('base64') }, ...body };
    const response = await call('/api/messages/send-media', { key: apiKey, body: request });
    expect((await problemIn(response)).code).toBe(code);
  });

  it('M-2 takes an inbound medium from the lease holder and serves it', async () => {
    const { workspace, asHost } = await linked();
    const id = 'med_0123456789abcdef';
    const put = await asHost(id, { method: 'PUT', body: 'GIF89a from outside', type: 'image/gif' });
    expect(put.status).toBe(204);
    const response = await call(`/api/media/${id}`, { key: workspace.apiKey });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/gif']);
    expect(Buffer.from(await response.arrayBuffer()).toString()).toBe('GIF89a from outside');
  });

  it('S-6 refuses media to a host that does not hold the lease, and a signature for another medium', async () => {
    const { workspace, host, session } = await linked();
    const scope = { audience: 'media:med_0123456789abcdef', sessionId: workspace.sessionId };
    const path = '/host/media/med_0123456789abcdef';
    const stale = await call(path, { headers: await host.headers({ ...scope, epoch: session.epoch + 1 }) });
    expect((await problemIn(stale)).code).toBe('not_lease_holder');
    const other = await call('/host/media/med_aaaaaaaaaaaaaaaa', {
      headers: await host.headers({ ...scope, epoch: session.epoch }),
    });
    expect((await problemIn(other)).code).toBe('invalid_signature');
  });

  it('A-4 does not know the medium of another workspace', async () => {
    const { session, send, mediaOf } = await linked();
    await send({});
    const stranger = await newWorkspace();
    const response = await call(`/api/media/${mediaOf(session.commands[0]).id}`, { key: stranger.apiKey });
    expect((await problemIn(response)).code).toBe('not_found');
  });
});

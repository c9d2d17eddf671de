import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendPayload } from '../engine.ts';
import { sendOrderOf } from './send-order.ts';

const page = (codec: string): Buffer =>
  Buffer.concat([Buffer.from('OggS\0\x02', 'latin1'), Buffer.alloc(22), Buffer.from(codec), Buffer.alloc(100)]);

describe('M-2 what the page is told to send', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'waqtor-order-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each([
    ['voice', 'OpusHead', 'audio/ogg', 'audio/ogg; codecs=opus'],
    ['voice', '\x01vorbis', 'audio/ogg', 'audio/ogg'],
    ['voice', 'OpusHead', 'audio/mpeg', 'audio/mpeg'],
    ['audio', 'OpusHead', 'audio/ogg', 'audio/ogg'],
  ] as const)('M-2 a file sent as %s with %s, sniffed as %s, goes as %s', async (type, codec, mimetype, told) => {
    const mediaPath = path.join(folder, 'medium');
    await writeFile(mediaPath, page(codec));
    const payload: SendPayload = {
      kind: 'send_media',
      chatId: '966500000001@c.us',
      media: { id: 'med_0000000000', mimetype, filename: null, sizeBytes: page(codec).length },
      type,
      caption: '',
      quotedWaMessageId: null,
    };
    const order = await sendOrderOf({ keyId: '3EB0AA', payload, mediaPath });
    expect(order.media?.mimetype).toBe(told);
    expect(order.type).toBe(type);
  });
});

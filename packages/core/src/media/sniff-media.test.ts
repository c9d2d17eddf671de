import { describe, expect, it } from 'vitest';
import { sniffMedia } from './sniff-media.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('sniffMedia', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\n'],
    ['image/jpeg', '\xff\xd8\xff\xe0'],
    ['image/gif', 'GIF89a'],
    ['image/webp', 'RIFF\0\0\0\0WEBP'],
    ['audio/ogg', 'OggS\0'],
    ['audio/mpeg', 'ID3\x03'],
    ['audio/mpeg', '\xff\xfb\x90'],
    ['audio/aac', '\xff\xf1\x50'],
    ['audio/wav', 'RIFF\0\0\0\0WAVE'],
    ['audio/mp4', '\0\0\0\x20ftypM4A '],
    ['video/mp4', '\0\0\0\x20ftypisom'],
    ['video/webm', '\x1aE\xdf\xa3'],
    ['application/pdf', '%PDF-1.7'],
  ])('M-2 knows %s by its first bytes', (mimetype, start) => {
    expect(sniffMedia(bytes(start))?.mimetype).toBe(mimetype);
  });

  it.each(['<svg xmlns="http://www.w3.org/2000/svg">', '<!doctype html>', 'plain text', '', 'MZ\x90'])(
    'M-2 trusts no file that could run: %j',
    (start) => {
      expect(sniffMedia(bytes(start))).toBeNull();
    },
  );
});

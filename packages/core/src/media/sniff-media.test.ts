import { describe, expect, it } from 'vitest';
import { sniffMedia } from './sniff-media.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

const OFFICE = 'application/vnd.openxmlformats-officedocument';
/** A local file header and its data; sizes are told behind the data, as streams write them. */
const entry = (name: string, data = ''): string =>
  `PK\x03\x04${'\0'.repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}${data}`;

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
    ['image/heic', '\0\0\0\x18ftypheic'],
    ['video/3gpp', '\0\0\0\x14ftyp3gp4'],
    ['video/ogg', `OggS${'\0'.repeat(25)}theora`],
    ['application/pdf', '%PDF-1.7'],
    ['application/x-ole-storage', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['application/zip', entry('photo.jpg')],
    [`${OFFICE}.wordprocessingml.document`, entry('[Content_Types].xml', 'x'.repeat(300)) + entry('word/document.xml')],
    [`${OFFICE}.spreadsheetml.sheet`, entry('[Content_Types].xml') + entry('_rels/.rels') + entry('xl/workbook.xml')],
    [`${OFFICE}.presentationml.presentation`, entry('[Content_Types].xml') + entry('ppt/presentation.xml')],
    [
      'application/vnd.oasis.opendocument.text',
      entry('mimetype', 'application/vnd.oasis.opendocument.text') + entry('a'),
    ],
  ])('M-2 knows %s by its first bytes', (mimetype, start) => {
    expect(sniffMedia(bytes(start))?.mimetype).toBe(mimetype);
  });

  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<!doctype html>',
    'plain text',
    '',
    'MZ\x90',
    '\xff\xfeh\0i\0',
  ])('M-2 trusts no file that could run: %j', (start) => {
    expect(sniffMedia(bytes(start))).toBeNull();
  });
});

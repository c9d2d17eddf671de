import { describe, expect, it } from 'vitest';
import { judgeMedia } from './media-type.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const entry = (name: string): string => `PK\x03\x04${'\0'.repeat(22)}${String.fromCharCode(name.length)}\0\0\0${name}`;
const PNG = '\x89PNG\r\n\x1a\n';
const DOCX = entry('[Content_Types].xml') + entry('word/document.xml') + 'data';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const OLE = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

describe('judgeMedia', () => {
  it.each([
    ['a picture that is called so', PNG, 'image/png', 'image/png'],
    ['a picture that is called another', PNG, 'image/jpeg', 'image/png'],
    ['a picture that nobody named', PNG, null, 'image/png'],
    ['sound in a container of films', '\0\0\0\x20ftypisom', 'audio/mp4', 'video/mp4'],
    ['a voice note with parameters', 'OggS\0', 'audio/ogg; codecs=opus', 'audio/ogg'],
    ['a document of Word', DOCX, WORD, WORD],
    ['a document of Word that is called an archive', DOCX, 'application/zip', WORD],
    ['a document of the old Word', OLE, 'application/msword', 'application/msword'],
    ['a document of the old Office that nobody named', OLE, null, 'application/octet-stream'],
    [
      'an app',
      entry('AndroidManifest.xml'),
      'application/vnd.android.package-archive',
      'application/vnd.android.package-archive',
    ],
    ['a table as text', 'a,b\n1,2', 'text/csv', 'text/csv'],
    ['a page that says so', '<!doctype html>', 'text/html', 'application/octet-stream'],
    ['a drawing with scripts that says so', '<svg>', 'image/svg+xml', 'application/octet-stream'],
    ['bytes that nobody named', 'MZ\x90', null, 'application/octet-stream'],
    ['what is no type', 'abc', 'text/\x00', 'application/octet-stream'],
  ])('M-2 knows %s', (_title, head, declared, mimetype) => {
    expect(judgeMedia(bytes(head), declared)).toMatchObject({ mimetype, isDisguised: false });
  });

  it.each([
    ['a page as a picture', '<!doctype html>', 'image/png'],
    ['a drawing with scripts as a picture', '<svg>', 'image/jpeg'],
    ['a program as a document', 'MZ\x90', 'application/pdf'],
    ['a program as a document of Word', 'MZ\x90', WORD],
    ['an archive as a document of Word', entry('photo.jpg'), WORD],
    ['a document of Word as a table of Excel', DOCX, 'application/vnd.ms-excel'],
    ['a picture as a page', PNG, 'text/html'],
    ['a picture as a film', PNG, 'video/mp4'],
    ['a PDF as a text', '%PDF-1.7', 'text/plain'],
  ])('M-2 finds %s disguised, and never gives it the type it was called', (_title, head, declared) => {
    const judged = judgeMedia(bytes(head), declared);
    expect(judged.isDisguised).toBe(true);
    expect(judged.mimetype).not.toBe(declared);
  });
});

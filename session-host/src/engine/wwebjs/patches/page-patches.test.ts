import { describe, expect, it } from 'vitest';
import { idText } from './id-text.ts';
import { librarySource } from './library-source.ts';
import { mediaDownloadType } from './media-download-type.ts';
import { mediaMessageId } from './media-message-id.ts';
import { pageErrorText } from './page-error-text.ts';
import type { LibrarySource, PagePatch } from './patch.ts';
import { PAGE_PATCHES } from './registry.ts';
import type { PageTraits } from './testing/testing-page.ts';
import { TestingPage } from './testing/testing-page.ts';

const stateOf = (patch: PagePatch, traits: PageTraits, library = librarySource) =>
  new TestingPage(traits).mend([patch], library)[0]?.state;
const mended = (patch: PagePatch, traits: PageTraits): TestingPage => {
  const page = new TestingPage(traits);
  page.mend([patch], librarySource);
  return page;
};
const NEWEST: PageTraits = { renamesKeys: true, renamesWids: true, hasPrivateFields: true, minifiesErrors: true };

describe('the patches of the page', () => {
  it.each([
    ['id-text', idText, { renamesKeys: true }],
    ['id-text', idText, { renamesWids: true }],
    ['media-message-id', mediaMessageId, { hasPrivateFields: true }],
    ['page-error-text', pageErrorText, { minifiesErrors: true }],
  ] as const)('S-9 applies %s to a page with the fault, and leaves one without it alone', (_id, patch, traits) => {
    expect(stateOf(patch, traits)).toBe('applied');
    expect(stateOf(patch, {})).toBe('not_needed');
  });

  it.each<[string, PagePatch, Partial<LibrarySource>]>([
    ['id-text', idText, { injected: 'Msg.get(key._serialized ?? key.$1)' }],
    ['media-message-id', mediaMessageId, { injected: 'delete message.__x_id' }],
    [
      'media-download-type',
      mediaDownloadType,
      { downloadMedia: 'downloadAndMaybeDecrypt({ mimetype: msg.mimetype })' },
    ],
  ])('S-9 sends nothing of %s into the page when the library is mended', (_id, patch, mendedPart) => {
    const page = new TestingPage(NEWEST);
    expect(page.mend([patch], { ...librarySource, ...mendedPart })).toEqual([]);
  });

  it('S-9 tells a patch that does not fit any more as failed, and applies the others', () => {
    const frozen = new TestingPage({ ...NEWEST, isFrozen: true });
    expect(frozen.mend(PAGE_PATCHES, librarySource)).toContainEqual({ id: 'media-message-id', state: 'failed' });
    const page = new TestingPage(NEWEST);
    page.run(
      `window.require = ((original) => (name) => name.includes('Download') ? undefined : original(name))(window.require)`,
    );
    expect(page.mend(PAGE_PATCHES, librarySource)).toEqual([
      { id: 'id-text', state: 'applied' },
      { id: 'media-message-id', state: 'applied' },
      { id: 'media-download-type', state: 'failed' },
      { id: 'page-error-text', state: 'failed' },
    ]);
  });

  it('S-9 tells the same when the library is attached to the same page again', () => {
    const page = new TestingPage(NEWEST);
    const first = page.mend(PAGE_PATCHES, librarySource);
    expect(first.every(({ state }) => state === 'applied')).toBe(true);
    expect(page.mend(PAGE_PATCHES, librarySource)).toEqual(first);
  });
});

describe('id-text', () => {
  it('S-9 gives ids their text back, inside the page and on the messages that leave it', () => {
    const page = mended(idText, { renamesKeys: true, renamesWids: true });
    const model = page.run<string>(`
      const wid = window.require('WAWebWidFactory').createWid('966500000001@c.us');
      const key = new (window.require('WAWebMsgKey'))({ to: wid, id: '3A01' });
      JSON.stringify([wid._serialized, key._serialized, window.WWebJS.getMessageModel({ id: key, from: wid })])`);
    expect(JSON.parse(model)).toMatchObject([
      '966500000001@c.us',
      'true_966500000001@c.us_3A01',
      {
        id: { _serialized: 'true_966500000001@c.us_3A01', remote: '966500000001@c.us', id: '3A01' },
        from: '966500000001@c.us',
      },
    ]);
  });
});

describe('media-message-id', () => {
  it('S-9 takes the field of the medium out of plain data, and leaves the models of the page whole', () => {
    const page = mended(mediaMessageId, { hasPrivateFields: true });
    const sent = page.run<string>(`
      const { addAndSendMsgToChat } = window.require('WAWebSendMsgChatAction');
      addAndSendMsgToChat({}, { id: 'key', __x_id: undefined });
      addAndSendMsgToChat({}, new (class Model { __x_id = 'own'; id = 'own' })());
      JSON.stringify(window.sent.map((data) => Object.keys(data)))`);
    expect(JSON.parse(sent)).toEqual([['id'], ['__x_id', 'id']]);
  });
});

describe('media-download-type', () => {
  it.each([
    ['of the message', { directPath: '/known', type: 'image' }, 'image/png'],
    [
      'that is usual for the kind when the message is not kept',
      { directPath: '/other', type: 'ptt' },
      'audio/ogg; codecs=opus',
    ],
    ['of any bytes for an unknown kind', { directPath: '/other', type: 'new' }, 'application/octet-stream'],
    ['that the library passed', { directPath: '/known', type: 'image', mimetype: 'image/heic' }, 'image/heic'],
  ])('S-9 asks for the file with the type %s', async (_what, question, mimetype) => {
    const { window } = mended(mediaDownloadType, {});
    await window.require('WAWebDownloadManager').downloadManager.downloadAndMaybeDecrypt(question);
    expect(window.questions).toMatchObject([{ ...question, mimetype }]);
  });
});

describe('page-error-text', () => {
  it('S-9 names the functions that a nameless error came through, and keeps its status', async () => {
    const { window } = mended(pageErrorText, { minifiesErrors: true });
    const { downloadManager } = window.require('WAWebDownloadManager');
    const error = await downloadManager
      .downloadAndMaybeDecrypt({ directPath: '/gone', type: 'image' })
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({
      status: 404,
      message: expect.stringMatching(/^t: t with status 404, in .*downloadAndMaybeDecrypt/),
    });
  });

  it('S-9 leaves an error that has a text as it is', () => {
    const { window } = mended(pageErrorText, { minifiesErrors: true });
    expect(window.WaQtorErrorText?.(new Error('upload failed'))).toBe('upload failed');
    expect(window.WaQtorErrorText?.('a bare string')).toBe('a bare string');
  });
});

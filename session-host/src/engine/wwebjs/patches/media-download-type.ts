import type { PageWindow } from '../page-window.ts';
import type { PagePatch } from './patch.ts';

declare const window: PageWindow;

export const mediaDownloadType: PagePatch = {
  where: 'page',
  id: 'media-download-type',
  breaks: 'Downloads of media fail: the page wants to be told the MIME type, which the library leaves out.',
  since: 'WhatsApp Web of September 2026 (reported on the 8th at the latest)',
  source: 'whatsapp-web.js #201908',
  appliedTo: '`downloadManager.downloadAndMaybeDecrypt` of the page: the type of the message is added to the question.',
  offWhen:
    'The library passes the type, or asks for files in another way. The page does not show what it wants: an older one is given the type too, which changes nothing there.',
  isInLibrary: ({ downloadMedia }) => /downloadAndMaybeDecrypt\(\{(?![^}]*mimetype)/.test(downloadMedia),
  // From outside nobody can see whether this page asks for it.
  isInPage: () => true,
  apply: () => {
    const { downloadManager } = window.require('WAWebDownloadManager');
    const original = downloadManager.downloadAndMaybeDecrypt;
    const usual: Record<string, string> = {
      image: 'image/jpeg',
      sticker: 'image/webp',
      video: 'video/mp4',
      audio: 'audio/ogg; codecs=opus',
      ptt: 'audio/ogg; codecs=opus',
    };
    const withType: typeof original = (question) => {
      if (question.mimetype) return original.call(downloadManager, question);
      const { Msg } = window.require('WAWebCollections');
      // The library names the file and not the message; one that the page no longer keeps has the usual type.
      const message = Msg.getModelsArray().find(({ directPath }) => directPath === question.directPath);
      const mimetype = message?.mimetype ?? usual[question.type] ?? 'application/octet-stream';
      return original.call(downloadManager, { ...question, mimetype });
    };
    downloadManager.downloadAndMaybeDecrypt = Object.assign(withType, { isWaQtors: true as const });
  },
  holds: () => window.require('WAWebDownloadManager').downloadManager.downloadAndMaybeDecrypt.isWaQtors === true,
};

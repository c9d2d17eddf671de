import { isRenamed, pageError } from './05-shape.js';
import { Model } from './10-models.js';
import { hex } from './20-ids.js';
import { OpaqueData, fromBase64, hashOf } from './25-binary.js';
import { ask } from './50-network-link.js';
import { uploads } from './65-send.js';

/** How the page prepares, uploads and downloads media. */
const mediaTypeOf = (mimetype, { asSticker, asDocument, isPtt }) => {
  if (asSticker) return 'sticker';
  if (asDocument) return 'document';
  const [kind] = mimetype.split('/');
  if (kind === 'audio') return isPtt ? 'ptt' : 'audio';
  return kind === 'image' || kind === 'video' ? kind : 'document';
};

const prepRawMedia = (opaque, options) => ({
  waitForPrep: async () => {
    const prepared = new Model({
      type: mediaTypeOf(opaque.type ?? '', options),
      mimetype: opaque.type,
      isGif: Boolean(options.asGif),
      filehash: await hashOf(opaque.blob),
      size: opaque.size,
      filename: opaque.blob.name,
    });
    // Not enumerable: the library serializes the model, and bytes do not belong into it.
    Object.defineProperty(prepared, 'mediaBlob', { value: opaque, writable: true, enumerable: false });
    return prepared;
  },
});

const getOrCreateMediaObject = (filehash) => {
  const object = new Model({ filehash, type: 'image', contentInfo: {} });
  object.consolidate = ({ size, type }) => Object.assign(object, { size, type });
  return object;
};

const uploadMedia = async ({ mediaObject: { filehash } }) => ({
  mediaEntry: {
    mmsUrl: `https://mmg.whatsapp.net/simulator/${encodeURIComponent(filehash)}`,
    directPath: `/simulator/${filehash}`,
    mediaKey: filehash,
    mediaKeyTimestamp: Math.floor(Date.now() / 1000),
    encFilehash: filehash,
    uploadHash: filehash,
  },
});

const downloadAndMaybeDecrypt = async ({ directPath, mimetype }) => {
  if (isRenamed && !mimetype) throw pageError('Error', 'A download needs the type of its medium.');
  const media = await ask({ kind: 'media', id: directPath.slice('/simulator/'.length) });
  if (!media) throw pageError('Error', 'The medium is gone.', { status: 404 });
  return fromBase64(media.base64).buffer;
};

export const mediaModules = {
  WAWebMediaOpaqueData: OpaqueData,
  WAWebPrepRawMedia: { prepRawMedia },
  WAWebMediaStorage: { getOrCreateMediaObject },
  WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
  WAWebMediaDataUtils: { shouldUseMediaCache: () => true },
  WAWebMediaInMemoryBlobCache: {
    InMemoryMediaBlobCache: { put: (hash, blob) => uploads.set(hash, blob), get: (hash) => uploads.get(hash) },
  },
  WAMediaCalculateFilehash: { getRandomFilehash: async () => hex(crypto.getRandomValues(new Uint8Array(16))) },
  WAWebMediaMmsV4Upload: { uploadMedia, uploadUnencryptedMedia: uploadMedia },
  WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt } },
};

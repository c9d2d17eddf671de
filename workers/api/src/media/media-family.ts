import { WaqtorError } from '@waqtor/contracts';
import type { sendMediaRequest } from '@waqtor/contracts';
import { judgeMedia } from '@waqtor/core/media/media-type';
import type * as z from 'zod';

export type MediaKind = z.infer<typeof sendMediaRequest>['type'];

/** What the sniffed file must be to be sent as this kind. Any file may go as a document. */
const FAMILY_OF: Readonly<Record<MediaKind, string | null>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: null,
};
/** Pictures that WhatsApp Web cannot open: they go as documents. */
const NOT_SHOWN = new Set(['image/heic']);

/** The true type of a file that is to be sent as `kind` (M-2: sniffed, not trusted); `media_not_accepted` when it is none. */
export const mimetypeFor = (kind: MediaKind, head: Uint8Array, declared: string | null): string => {
  const { mimetype, family } = judgeMedia(head, declared);
  const wanted = FAMILY_OF[kind];
  if (wanted === null || (family === wanted && !NOT_SHOWN.has(mimetype))) return mimetype;
  throw new WaqtorError('media_not_accepted', {
    details: { reason: 'type_mismatch' },
    errors: [{ pointer: '/media', code: 'type_mismatch', message: 'is not a file of this type' }],
  });
};

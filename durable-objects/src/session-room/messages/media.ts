import { ok, refuse, type Result, type SessionRoomRpc } from '@waqtor/contracts';
import { readMedia, writeMedia } from '../record/media-record.ts';
import type { Room } from '../room.ts';

type MediaPlace = { r2Key: string; mimetype: string; filename: string | null; sizeBytes: number | null };

/** Where the bytes are; `not_found` while an inbound upload is not complete. */
export const getMedia = (room: Room, mediaId: string): Result<MediaPlace> => {
  const media = readMedia(room, mediaId);
  if (!media || media.r2Key === null || media.state !== 'ready') return refuse('not_found');
  const { r2Key, mimetype, filename, sizeBytes } = media;
  return ok({ r2Key, mimetype, filename, sizeBytes });
};

/**
 * An outbound medium is in R2 before it is named here: ready at once. An inbound one is known from its message and
 * stays pending until the host says that the upload is complete.
 */
export const putMedia = (room: Room, media: Parameters<SessionRoomRpc['putMedia']>[0]): Result<null> => {
  const known = readMedia(room, media.id);
  if (known) writeMedia(room, { ...known, r2Key: media.r2Key, sizeBytes: media.sizeBytes ?? known.sizeBytes });
  else writeMedia(room, { ...media, state: 'ready' });
  return ok(null);
};

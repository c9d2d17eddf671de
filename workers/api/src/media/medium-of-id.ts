import { WaqtorError } from '@waqtor/contracts';
import { SNIFF_BYTES } from '@waqtor/core/media/sniff-media';
import { openDatabase } from '@waqtor/db/queries/database';
import { listSessions } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import { claimUpload } from '@waqtor/db/queries/uploads';
import type { ApiContext } from '../api.ts';
import { askRoom } from '../session/ask-room.ts';
import { mimetypeFor } from './media-family.ts';
import type { MediaKind } from './media-family.ts';
import type { Medium } from './medium.ts';
import { roomMedium } from './room-medium.ts';

/** Rooms that are asked at once (design §10: six connections of one invocation). */
const AT_ONCE = 6;

const missing = (): WaqtorError =>
  new WaqtorError('media_missing', {
    errors: [{ pointer: '/media/id', code: 'media_missing', message: 'is not there any more' }],
  });

/** A medium of a message of any other session of the workspace. */
const ofOtherSessions = async (c: ApiContext, session: SessionRecord, id: string) => {
  const others = (await listSessions(openDatabase(c.env.DB), session.workspaceId)).filter(
    (other) => other.id !== session.id,
  );
  for (let at = 0; at < others.length; at += AT_ONCE) {
    const asked = others.slice(at, at + AT_ONCE).map((other) => roomMedium(c.env, other, id));
    const found = (await Promise.all(asked)).find((medium) => medium !== null);
    if (found) return found;
  }
  return null;
};

/** Where the file is; `isKnown`: the room of the session has it already. */
const findMedium = async (c: ApiContext, session: SessionRecord, id: string) => {
  const { workspaceId } = session;
  const upload = await claimUpload(openDatabase(c.env.DB), workspaceId, id, session.id, new Date());
  if (upload) return { isKnown: false, ...upload };
  const own = await roomMedium(c.env, session, id);
  if (own) return { isKnown: true, ...own };
  const other = await ofOtherSessions(c, session, id);
  return other && { isKnown: false, ...other };
};

/**
 * M-2: an upload, or a medium of a message of this workspace, to be sent as `kind` by this session: its room knows it
 * from now on. `not_found` when there is none, `media_missing` when its bytes are gone.
 */
export const mediumOfId = async (
  c: ApiContext,
  session: SessionRecord,
  id: string,
  kind: MediaKind,
): Promise<Medium> => {
  const found = await findMedium(c, session, id);
  if (!found) throw new WaqtorError('not_found');
  const object = await c.env.MEDIA.get(found.r2Key, { range: { offset: 0, length: SNIFF_BYTES } });
  if (!object) throw missing();
  const { r2Key, filename, isKnown } = found;
  const head = new Uint8Array(await object.arrayBuffer());
  // Any file may go as a document, and more than its first bytes were looked at when it came.
  const mimetype = kind === 'document' ? found.mimetype : mimetypeFor(kind, head, null);
  const medium: Medium = { id, r2Key, mimetype, filename, sizeBytes: object.size };
  // Never `nameMedium`: the file is not ours to delete when the session is gone.
  if (!isKnown) await askRoom(c.env, session, (room) => room.putMedia(medium));
  return medium;
};

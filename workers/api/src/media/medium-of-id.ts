import { WaqtorError } from '@waqtor/contracts';
import { mediaIdOf } from '@waqtor/core/deterministic-id';
import { SNIFF_BYTES } from '@waqtor/core/media/sniff-media';
import { openDatabase } from '@waqtor/db/queries/database';
import { listSessions } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import { claimUpload, findUpload } from '@waqtor/db/queries/uploads';
import type { ApiContext } from '../api.ts';
import { askRoom } from '../session/ask-room.ts';
import { keepMedium } from './keep-medium.ts';
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

/** Who has the file: this session, nobody yet (it is given to this session), or another one, whose it stays. */
interface Found extends Omit<Medium, 'id' | 'sizeBytes'> {
  owner: 'own' | 'upload' | 'other';
}

const findMedium = async (c: ApiContext, session: SessionRecord, id: string): Promise<Found | null> => {
  const { workspaceId } = session;
  const db = openDatabase(c.env.DB);
  const own = await roomMedium(c.env, session, id);
  if (own) return { owner: 'own', ...own };
  const upload = await findUpload(db, workspaceId, id);
  const isFree = upload !== null && (upload.sessionId === null || upload.sessionId === session.id);
  if (!isFree) {
    const other = await ofOtherSessions(c, session, id);
    if (other) return { owner: 'other', ...other };
  }
  const claimed = await claimUpload(db, workspaceId, id, session.id, new Date());
  return claimed && { owner: 'upload', ...claimed };
};

/** A copy of its own for this session: with the other session its files are deleted. A repetition finds the copy. */
const copied = async (c: ApiContext, session: SessionRecord, id: string, found: Found): Promise<Medium> => {
  const { filename, mimetype } = found;
  const copyId = mediaIdOf(session.id, `copy:${id}`);
  const known = await roomMedium(c.env, session, copyId);
  if (known) return { ...known, id: copyId, sizeBytes: known.sizeBytes ?? 0 };
  return keepMedium(c, session, { id: copyId, filename }, async (r2Key) => {
    const object = await c.env.MEDIA.get(found.r2Key);
    if (!object) throw missing();
    await c.env.MEDIA.put(r2Key, object.body, { httpMetadata: { contentType: mimetype } });
    return { mimetype, sizeBytes: object.size };
  });
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
  const { r2Key, filename, owner } = found;
  const head = new Uint8Array(await object.arrayBuffer());
  // Any file may go as a document, and more than its first bytes were looked at when it came.
  const mimetype = kind === 'document' ? found.mimetype : mimetypeFor(kind, head, null);
  if (owner === 'other') return { ...(await copied(c, session, id, found)), mimetype };
  const medium: Medium = { id, r2Key, mimetype, filename, sizeBytes: object.size };
  // Not `nameMedium`: should the session be gone, the upload can still be sent by another.
  if (owner === 'upload') await askRoom(c.env, session, (room) => room.putMedia(medium));
  return medium;
};

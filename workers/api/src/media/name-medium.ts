import { WaqtorError } from '@waqtor/contracts';
import type { SessionRoomRpc } from '@waqtor/contracts';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiEnv } from '../env.ts';
import { askRoom } from '../session/ask-room.ts';

/**
 * Tells the room of bytes that are in R2 already: it never names a file that is not there. A session that was deleted
 * during the upload has erased its media before this one came: nobody would ever erase it, so it goes at once.
 */
export const nameMedium = async (
  env: ApiEnv,
  session: SessionRecord,
  medium: Parameters<SessionRoomRpc['putMedia']>[0],
): Promise<void> => {
  try {
    await askRoom(env, session, (room) => room.putMedia(medium));
  } catch (error) {
    if (error instanceof WaqtorError && error.code === 'not_found') await env.MEDIA.delete(medium.r2Key);
    throw error;
  }
};

import { WaqtorError } from '@waqtor/contracts';
import type { SessionRoomRpc } from '@waqtor/contracts';
import type { ApiEnv } from '../env.ts';
import { ask, roomOf } from '../objects.ts';

type Found = Extract<Awaited<ReturnType<SessionRoomRpc['getMedia']>>, { ok: true }>['value'];

/** The medium as the room of a session knows it; null when it does not, or its bytes are not there yet. */
export const roomMedium = async (
  env: ApiEnv,
  session: { workspaceId: string; id: string },
  mediaId: string,
): Promise<Found | null> => {
  try {
    return await ask(() => roomOf(env, session.workspaceId, session.id).getMedia(mediaId));
  } catch (error) {
    if (error instanceof WaqtorError && error.code === 'not_found') return null;
    throw error;
  }
};

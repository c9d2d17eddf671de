import type { Result, SessionRoomRpc } from '@waqtor/contracts';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiEnv } from '../env.ts';
import { ask, roomOf } from '../objects.ts';

/** Makes the object of an index row; repeated it changes nothing. */
export const createRoom = (env: ApiEnv, session: SessionRecord) =>
  ask(() =>
    roomOf(env, session.workspaceId, session.id).create({
      workspaceId: session.workspaceId,
      sessionId: session.id,
      name: session.name,
      isDefault: session.isDefault,
    }),
  );

/**
 * Asks the room of an index row. A room that was never made (the first call broke after the row was written) is made
 * now and asked again: the row in D1 says that it must exist.
 */
export const askRoom = async <T>(
  env: ApiEnv,
  session: SessionRecord,
  question: (room: SessionRoomRpc) => Promise<Result<T>>,
): Promise<T> => {
  const attempt = () => question(roomOf(env, session.workspaceId, session.id));
  return ask(async () => {
    const answer = await attempt();
    if (answer.ok || answer.code !== 'not_found') return answer;
    await createRoom(env, session);
    return attempt();
  });
};

import { WaqtorError } from '@waqtor/contracts';
import type { SessionState } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { markSessionTold } from '@waqtor/db/queries/session-changes';
import { findSession } from '@waqtor/db/queries/sessions';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiEnv } from '../env.ts';
import { askRoom } from './ask-room.ts';

/** Changes by others that come between telling and looking whether it still holds. */
const MAX_TRIES = 4;

/**
 * Tells a room its name and whether it is the default, as D1 has them: two changes at once may reach it in the wrong
 * order, so that it is told again until row and room agree. Answers its state. What fails is repeated by
 * `jobs/finish-changes.ts`: the row stays untold.
 */
export const tellRoom = async (env: ApiEnv, changed: SessionRecord): Promise<SessionState> => {
  const db = openDatabase(env.DB);
  let row: SessionRecord | null = changed;
  for (let tries = 0; row !== null && tries < MAX_TRIES; tries += 1) {
    const { name, isDefault } = row;
    const state = await askRoom(env, row, (room) => room.update({ name, isDefault }));
    if (await markSessionTold(db, row)) return { ...state, name, isDefault };
    row = await findSession(db, row.workspaceId, row.id);
  }
  throw new WaqtorError(row === null ? 'not_found' : 'conflict');
};

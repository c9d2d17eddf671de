import { openDatabase } from '@waqtor/db/queries/database';
import { countUnread } from '@waqtor/db/queries/notifications';
import type { Reader } from '@waqtor/db/queries/notifications';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { tellHub } from './notify.ts';

/** Something was read, deleted or brought back: every open page of this person shows the same (N-3). */
export const tellReader = (c: ApiContext, reader: Reader): void => {
  const tell = async (): Promise<void> => {
    const unread = await countUnread(openDatabase(c.env.DB), reader);
    await tellHub(c.env, reader.workspaceId, [{ userId: reader.userId, notification: null, unread }]);
  };
  c.executionCtx.waitUntil(
    tell().catch((error: unknown) => log('warn', 'open pages were not told of a change', describeError(error))),
  );
};

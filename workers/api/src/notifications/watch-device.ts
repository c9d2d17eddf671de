import { openDatabase } from '@waqtor/db/queries/database';
import { rememberDevice, standingOfDevice } from '@waqtor/db/queries/known-devices';
import { findMembership } from '@waqtor/db/queries/members';
import type { ApiContext } from '../api.ts';
import { deviceOf } from '../auth/device.ts';
import { describeError, log } from '../log.ts';
import { notify } from './notify.ts';

interface OpenedLogin {
  id: string;
  userId: string;
  userAgent: string | null;
  createdAt: Date;
}

const tellIfNew = async (c: ApiContext, { id, userId, userAgent, createdAt }: OpenedLogin): Promise<void> => {
  const db = openDatabase(c.env.DB);
  const device = deviceOf(userAgent);
  if ((await standingOfDevice(db, userId, device ?? '')) === 'new') {
    const membership = await findMembership(db, userId, null);
    if (membership !== null) {
      const fact = {
        workspaceId: membership.workspaceId,
        audience: { userId },
        factId: `new_device.${id}`,
        code: 'new_device',
        params: { device, loginId: id },
        link: '/profile',
        groupKey: device ?? '',
        at: createdAt,
      } as const;
      await notify(c.env, fact, (work) => c.executionCtx.waitUntil(work));
    }
  }
  // Last: whoever dies before this tells it at the next login from there.
  await rememberDevice(db, userId, device ?? '', createdAt);
};

/**
 * N-4: tells a person of a login from a browser and system that they did not sign in with in the last 90 days; the
 * first one of all is told to nobody. Never rejects: a login is not held up by it.
 */
export const watchDevice = async (c: ApiContext, login: OpenedLogin): Promise<void> => {
  try {
    await tellIfNew(c, login);
  } catch (error) {
    log('error', 'a login was not compared with known devices', {
      requestId: c.get('requestId'),
      ...describeError(error),
    });
  }
};

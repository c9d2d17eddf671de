import type { ClientHubRpc, NotificationNews } from '@waqtor/contracts';
import { noticeOf, type NotificationFact } from '@waqtor/core/notification/fact';
import { newsOf } from '@waqtor/core/notification/news';
import { hubName } from '@waqtor/core/object-name';
import { openDatabase } from '@waqtor/db/queries/database';
import { tellPeople } from '@waqtor/db/queries/tell-people';
import type { ObjectsEnv } from '../env.ts';
import { logError } from './log.ts';

const toHub =
  (env: Pick<ObjectsEnv, 'CLIENT_HUB'>, workspaceId: string) =>
  (news: NotificationNews[]): Promise<void> => {
    const hub = env.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as ClientHubRpc;
    return hub.tellNotifications(workspaceId, news);
  };

/**
 * N-4: tells people of a fact, from an object. Rejects when D1 did not take it: keep the fact and call again, it is
 * told once. Open pages hear of it after that; one that cannot be told finds it at its next read or poll.
 */
export const notify = async (
  env: Pick<ObjectsEnv, 'DB' | 'CLIENT_HUB'>,
  fact: NotificationFact,
  tell: (news: NotificationNews[]) => Promise<void> | void = toHub(env, fact.workspaceId),
): Promise<void> => {
  const news = newsOf(await tellPeople(openDatabase(env.DB), noticeOf(fact)));
  if (news.length === 0) return;
  try {
    await tell(news);
  } catch (error) {
    logError('Open pages were not told of notifications; they find them by themselves.', error);
  }
};

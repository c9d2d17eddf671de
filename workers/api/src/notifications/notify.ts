import type { NotificationNews } from '@waqtor/contracts';
import { noticeOf } from '@waqtor/core/notification/fact';
import type { NotificationFact } from '@waqtor/core/notification/fact';
import { newsOf } from '@waqtor/core/notification/news';
import { openDatabase } from '@waqtor/db/queries/database';
import { tellPeople } from '@waqtor/db/queries/tell-people';
import type { ApiEnv } from '../env.ts';
import { describeError, log } from '../log.ts';
import { hubOf } from '../objects.ts';
import { sendNotificationMails } from './compose-notification-mails.ts';

/** Open pages hear of it; one that cannot be told finds it at its next read or poll. Never rejects. */
export const tellHub = async (env: ApiEnv, workspaceId: string, news: NotificationNews[]): Promise<void> => {
  if (news.length === 0) return;
  try {
    await hubOf(env, workspaceId).tellNotifications(workspaceId, news);
  } catch (error) {
    log('warn', 'open pages were not told of notifications', describeError(error));
  }
};

/**
 * N-4: tells people of a fact, from the API; answers how many have a new row. Rejects when D1 did not take it: a
 * repetition with the same `factId` is told once. `after` runs what nobody waits for.
 */
export const notify = async (
  env: ApiEnv,
  fact: NotificationFact,
  after: (work: Promise<void>) => void,
): Promise<number> => {
  const told = await tellPeople(openDatabase(env.DB), noticeOf(fact));
  after(tellHub(env, fact.workspaceId, newsOf(told)));
  // The cron would do it within five minutes.
  if (told.some(({ hasMail }) => hasMail)) after(sendNotificationMails(env));
  return told.filter(({ row }) => row !== null).length;
};

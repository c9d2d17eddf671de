import { openDatabase } from '@waqtor/db/queries/database';
import { deleteFactsBefore, deleteNotificationsBefore } from '@waqtor/db/queries/notifications';
import type { ApiEnv } from '../env.ts';
import { settingsOf } from '../env.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Longer than an object tries to tell a fact. */
const FACTS_KEPT_MS = 7 * DAY_MS;
/** Statements of 1,000 rows in one run: the cron has other jobs, and comes again in 5 minutes. */
const MAX_STATEMENTS = 20;

/** N-4: deletes notifications after [30] days. */
export const forgetOldNotifications = async (env: ApiEnv): Promise<void> => {
  const db = openDatabase(env.DB);
  const now = Date.now();
  const before = new Date(now - settingsOf(env).notificationsKeptDays * DAY_MS);
  for (let left = MAX_STATEMENTS; left > 0; left -= 1) if (!(await deleteNotificationsBefore(db, before))) break;
  await deleteFactsBefore(db, new Date(now - FACTS_KEPT_MS));
};

import {
  NOTIFICATION_WORDS,
  type NotificationCode,
  type NotificationParams,
  type NotificationType,
} from '@waqtor/contracts';
import { notificationIdOf } from '../deterministic-id.ts';

/** Something that people are to be told of (N-4). */
export interface NotificationFact {
  workspaceId: string;
  audience: 'admins' | 'workspace' | { userId: string };
  /** Names the fact: told twice, it is one notification. */
  factId: string;
  code: NotificationCode;
  /** Ids, constants, counts, and names that operators gave; nothing of a customer. */
  params: NotificationParams;
  /** Path in the dashboard, without language. */
  link: string | null;
  /** What it is about, as an id; repetitions within an hour become one row. Left out: each is a row. */
  groupKey?: string | null;
  /** In place of the one of its code. */
  type?: NotificationType;
  at: Date;
}

/** The fact as the database takes it. */
export const noticeOf = ({ factId, type, ...fact }: NotificationFact) => ({
  ...fact,
  type: type ?? NOTIFICATION_WORDS[fact.code].type,
  idOf: (userId: string): string => notificationIdOf(factId, userId),
});

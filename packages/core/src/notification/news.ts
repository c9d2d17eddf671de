import type {
  NotificationNews,
  NotificationParams,
  NotificationType,
  NotificationView,
  UiLanguage,
} from '@waqtor/contracts';
import { renderNotification } from './render.ts';

/** A notification as D1 keeps it. */
export interface NotificationRecord {
  id: string;
  type: NotificationType;
  code: string;
  params: NotificationParams;
  icon: string | null;
  link: string | null;
  isRead: boolean;
  count: number;
  createdAt: Date;
  updatedAt: Date;
}

export const notificationView = (row: NotificationRecord, language: UiLanguage): NotificationView => ({
  id: row.id as NotificationView['id'],
  type: row.type,
  code: row.code,
  params: row.params,
  ...renderNotification(row.code, row.params, language),
  icon: row.icon,
  link: row.link,
  read: row.isRead,
  count: row.count,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** Somebody who was told, or was told before (`row` null: only the number is worth saying again). */
export interface Told {
  userId: string;
  language: UiLanguage;
  row: NotificationRecord | null;
  unread: number;
}

/** N-3: what goes to the open pages. */
export const newsOf = (told: readonly Told[]): NotificationNews[] =>
  told.map(({ userId, language, row, unread }) => ({
    userId,
    notification: row === null ? null : notificationView(row, language),
    unread,
  }));

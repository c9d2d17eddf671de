import type {
  NotificationChannel,
  NotificationCode,
  NotificationPreferences,
  NotificationType,
  NotificationView,
  Page,
} from '@waqtor/contracts';
import { request } from './request.ts';

const path = (id: string): string => `/api/notifications/${encodeURIComponent(id)}`;

export interface NotificationFilter {
  filter?: 'unread';
  type?: NotificationType;
}
export interface NotificationCount {
  unread: number;
  total: number;
}

export const listNotifications = (
  { filter, type }: NotificationFilter,
  { cursor, limit = 30, signal }: { cursor?: string | undefined; limit?: number; signal: AbortSignal },
): Promise<Page<NotificationView>> => request('/api/notifications', { query: { filter, type, cursor, limit }, signal });
export const countNotifications = (signal: AbortSignal): Promise<NotificationCount> =>
  request('/api/notifications/count', { signal });
export const setRead = (id: string, read: boolean): Promise<NotificationView> =>
  request(path(id), { method: 'PATCH', body: { read } });
/** Sent off even when the page is left meanwhile: what was to be undone no more must not come back. */
export const deleteNotification = (id: string): Promise<void> =>
  request(path(id), { method: 'DELETE', isKeptAlive: true });
export const markAllRead = (): Promise<{ marked: number; readAt: string }> =>
  request('/api/notifications/mark-all-read', { method: 'POST', body: {} });
export const undoMarkAll = (readAt: string): Promise<NotificationCount> =>
  request('/api/notifications/mark-all-read/undo', { method: 'POST', body: { readAt } });

export const getPreferences = (signal: AbortSignal): Promise<NotificationPreferences> =>
  request('/api/notifications/preferences', { signal });
export const setPreference = (
  code: NotificationCode,
  channel: NotificationChannel,
  isWanted: boolean,
): Promise<NotificationPreferences> =>
  request('/api/notifications/preferences', {
    method: 'PATCH',
    body: { preferences: [{ code, [channel]: isWanted }] },
  });

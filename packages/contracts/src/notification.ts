/** N-1: how a notification looks. What it says is `code` with `params`, put into words where it is shown. */
export const NOTIFICATION_TYPES = ['info', 'success', 'warning', 'error'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Constants, numbers and ids alone: words are made in the language of the reader. */
export type NotificationParams = Record<string, string | number | boolean | null>;

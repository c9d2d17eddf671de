import { type NotificationType } from '@waqtor/contracts';
import type { NotificationFilter } from '$lib/api/notifications.ts';

export const TYPES: readonly NotificationType[] = ['error', 'warning', 'success', 'info'];

/** The filter that an address names; what is unknown is left out. */
export const filterOf = (parameters: URLSearchParams): NotificationFilter => {
  const type = TYPES.find((each) => each === parameters.get('type'));
  return {
    ...(parameters.get('filter') === 'unread' ? { filter: 'unread' as const } : {}),
    ...(type ? { type } : {}),
  };
};

/** The query of an address that shows this filter; `''` or `?…`. */
export const searchOf = ({ filter, type }: NotificationFilter): string => {
  const parameters = new URLSearchParams();
  if (filter) parameters.set('filter', filter);
  if (type) parameters.set('type', type);
  return parameters.size > 0 ? `?${parameters}` : '';
};

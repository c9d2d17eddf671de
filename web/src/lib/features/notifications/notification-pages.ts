import type { NotificationView, Page } from '@waqtor/contracts';

/** What the cache holds of the list: one page, or pages one after the other. */
export type Pages = { pages: Page<NotificationView>[] } | Page<NotificationView>;

const changeRows = (
  page: Page<NotificationView>,
  change: (row: NotificationView) => NotificationView,
): Page<NotificationView> => ({ ...page, data: page.data.map(change) });

/** Shows a change at once, in every list that has the rows. */
export const changePages = <T extends Pages>(data: T, change: (row: NotificationView) => NotificationView): T =>
  'pages' in data
    ? { ...data, pages: data.pages.map((page) => changeRows(page, change)) }
    : (changeRows(data, change) as T);

export const withRead =
  (id: string, read: boolean) =>
  (row: NotificationView): NotificationView =>
    row.id === id ? { ...row, read } : row;

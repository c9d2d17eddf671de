import type { NotificationView, Page } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { filterOf, searchOf } from './notification-filter.ts';
import { changePages, withRead } from './notification-pages.ts';

const page = (...ids: string[]): Page<NotificationView> => ({
  data: ids.map((id) => ({ id, read: false }) as NotificationView),
  nextCursor: null,
  hasMore: false,
});

describe('notifications in the cache', () => {
  it('N-3 are changed in a page and in pages of pages alike, the others stay', () => {
    const change = withRead('ntf_b', true);
    const reads = (one: Page<NotificationView>) => one.data.map(({ read }) => read);
    expect(reads(changePages(page('ntf_a', 'ntf_b'), change))).toEqual([false, true]);
    expect(changePages({ pages: [page('ntf_a'), page('ntf_b')] }, change).pages.map(reads)).toEqual([[false], [true]]);
  });
});

describe('the filter of the centre', () => {
  it('D-3 is what its address says, and nothing that is unknown', () => {
    expect(filterOf(new URLSearchParams('filter=unread&type=error'))).toEqual({ filter: 'unread', type: 'error' });
    expect(filterOf(new URLSearchParams('filter=all&type=loud'))).toEqual({});
    expect(searchOf({ filter: 'unread', type: 'error' })).toBe('?filter=unread&type=error');
    expect(searchOf({})).toBe('');
  });
});

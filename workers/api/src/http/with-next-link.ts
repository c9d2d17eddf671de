import type { Page } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';

/** The page as it is; tells where the next one is: `Link: <…>; rel="next"` (RFC 8288), the same query further on. */
export const withNextLink = <T extends Pick<Page<unknown>, 'nextCursor'>>(c: ApiContext, page: T): T => {
  if (page.nextCursor !== null) {
    const url = new URL(c.req.url);
    url.searchParams.set('cursor', page.nextCursor);
    c.header('link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  return page;
};

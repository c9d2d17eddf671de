import { describe, expect, it } from 'vitest';
import { call, newWorkspace } from '../testing/api-client.ts';
import { newKey } from '../testing/test-keys.ts';

describe('pages', () => {
  it('K-1 say where the next one is, by the path and with the query that was asked, until the last', async () => {
    const workspace = await newWorkspace();
    for (let made = 0; made < 4; made += 1) await newKey(workspace);
    const ids: string[] = [];
    let next: string | undefined = '/api/v1/keys?limit=2';
    for (let pages = 0; next !== undefined && pages < 5; pages += 1) {
      const answer: Response = await call(next, { key: workspace.apiKey });
      const page = await answer.json<{ data: { id: string }[]; nextCursor: string | null }>();
      ids.push(...page.data.map(({ id }) => id));
      const link = answer.headers.get('link');
      expect(link === null).toBe(page.nextCursor === null);
      next = link === null ? undefined : /^<(\/api\/v1\/keys\?limit=2&cursor=[^>]+)>; rel="next"$/.exec(link)?.[1];
    }
    expect(new Set(ids).size).toBe(5);
  });
});

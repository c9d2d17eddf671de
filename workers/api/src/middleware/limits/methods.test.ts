import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { readOperations } from '../../testing/operations.ts';

const operations = await readOperations();

describe('methods', () => {
  it('K-1 that a path does not offer get 405 with those that it does, on every path', async () => {
    const paths = new Map<string, Set<string>>();
    for (const { path, method } of operations) paths.set(path, (paths.get(path) ?? new Set()).add(method));
    for (const [path, methods] of paths) {
      const url = `/api${path.replace(/\{\w+\}/g, 'x')}`;
      // No route takes it: another one would be a sibling's, whose parameter takes the last word of this path.
      const other = 'PUT';
      expect(methods.has(other)).toBe(false);
      const refused = await call(url, { method: other });
      expect([path, (await problemIn(refused)).code]).toEqual([path, 'method_not_allowed']);
      const allow = refused.headers.get('allow')?.split(', ') ?? [];
      expect([path, [...methods].filter((method) => !allow.includes(method))]).toEqual([path, []]);
    }
  });

  it('K-1 HEAD is what GET is, without a body; where there is no GET it is refused', async () => {
    const { apiKey } = await newWorkspace();
    const head = await call('/api/webhooks', { method: 'HEAD', key: apiKey });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'application/json', '']);
    const refused = await call('/api/ws/ticket', { method: 'HEAD', key: apiKey });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('K-1 OPTIONS tells what a path offers, without a key; an unknown path is 404', async () => {
    const known = await call('/api/webhooks', { method: 'OPTIONS' });
    expect([known.status, known.headers.get('allow')?.split(', ').sort()]).toEqual([
      204,
      ['GET', 'HEAD', 'OPTIONS', 'POST'],
    ]);
    expect((await call('/api/nowhere', { method: 'OPTIONS' })).status).toBe(404);
  });
});

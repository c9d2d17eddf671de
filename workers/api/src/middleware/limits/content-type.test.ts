import { exports } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ORIGIN, call, newWorkspace, problemIn } from '../../testing/api-client.ts';

const worker = (exports as unknown as { default: Fetcher }).default;

type Described = Record<
  string,
  Record<string, { security?: unknown[]; requestBody?: { content: Record<string, unknown> } }>
>;

const { paths } = await (await call('/api/openapi.json')).json<{ paths: Described }>();
const withJson = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(
      ([, { security = [], requestBody }]) =>
        security.some((way) => 'apiKey' in (way as object)) && requestBody && 'application/json' in requestBody.content,
    )
    .map(([method]): [string, string, string] => [`${method.toUpperCase()} ${path}`, method.toUpperCase(), path]),
);

describe('content types', () => {
  let key = '';
  beforeAll(async () => {
    key = (await newWorkspace()).apiKey;
  });
  const ask = async (method: string, path: string, type: string | null) => {
    // Bytes carry no type of their own.
    const body = new TextEncoder().encode('{"a":1}');
    const headers = { 'x-api-key': key, ...(type === null ? {} : { 'content-type': type }) };
    const url = `${ORIGIN}/api${path.replace(/\{\w+\}/g, 'x')}`;
    return problemIn(await worker.fetch(url, { method, headers, body }));
  };

  it('K-1 are known of every route that takes JSON', () => {
    expect(withJson.length).toBeGreaterThanOrEqual(8);
  });

  it.each(withJson)(
    'K-1 %s answers 415 to text, to a form and to a body without a type',
    async (_title, method, path) => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', null]) {
        expect([type, (await ask(method, path, type)).code]).toEqual([type, 'unsupported_media_type']);
      }
    },
  );

  it.each(withJson)('K-1 %s takes JSON with a charset, and of a kind of its own', async (_title, method, path) => {
    for (const type of ['application/json; charset=utf-8', 'application/merge-patch+json']) {
      expect([type, (await ask(method, path, type)).code]).not.toEqual([type, 'unsupported_media_type']);
    }
  });
});

import { apiKeySchema, createdApiKeySchema, pageSchema, scopeListSchema } from '@waqtor/contracts';
import type { ApiKey, Page, Scope } from '@waqtor/contracts';
import { encodeCursor } from '@waqtor/core/hub/page-cursor';
import { describe, expect, it } from 'vitest';
import { ORIGIN, bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import { createKeyBy, readKey, tryKey } from '../../testing/key-calls.ts';
import { newKey } from '../../testing/test-keys.ts';
import { MAX_LIVE_KEYS } from '../../usage/resource-limits.ts';

const DAY_MS = 24 * 60 * 60_000;
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();

const list = async (key: string, query = ''): Promise<Page<ApiKey>> =>
  pageSchema(apiKeySchema).parse(await (await call(`/api/keys${query}`, { key })).json());

const auditOf = async (keyId: string): Promise<string[]> => {
  const { results } = await bindings.DB.prepare('SELECT action FROM audit_rows WHERE target_id = ? ORDER BY at, id')
    .bind(keyId)
    .all<{ action: string }>();
  return results.map(({ action }) => action);
};

const post = (key: string, body: object) => call('/api/keys', { key, body: { name: 'x', scopes: ['*'], ...body } });

describe('POST /api/keys', () => {
  it('A-2 shows the text of a key that works at once, of the deployment’s kind', async () => {
    const { apiKey, userId } = await newWorkspace();
    const expiresAt = later(DAY_MS);
    const made = await createKeyBy(apiKey, { name: ' Till ', scopes: ['events:read', 'events:read'], expiresAt });
    expect(made).toMatchObject({
      name: 'Till',
      mode: 'test',
      scopes: ['events:read'],
      ips: [],
      createdBy: { userId, name: 'Owner' },
      expiresAt,
      lastUsedAt: null,
      previousValidUntil: null,
      status: 'active',
    });
    expect(made.key).toMatch(/^wq_test_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    expect(made.hint).toBe(`${made.key.slice(0, 14)}…${made.key.slice(-4)}`);
    expect(await tryKey(made.key)).toBe(200);
    expect(await auditOf(made.id)).toEqual(['key.created']);
  });

  it('A-2 points at each scope that a key as creator does not hold', async () => {
    const creator = await newKey(await newWorkspace(), { scopes: ['keys:write', 'messages:read'] });
    const response = await post(creator.text, { scopes: ['messages:read', 'messages:send', '*'] });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 403, code: 'scope_not_held' });
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(['/scopes/1', '/scopes/2']);
  });

  it('A-2 lets a key make a weaker one, for the same person', async () => {
    const workspace = await newWorkspace();
    const creator = await newKey(workspace, { scopes: ['keys:write', 'messages:read'] });
    const made = await createKeyBy(creator.text, { scopes: ['messages:read'] });
    expect(made.createdBy.userId).toBe(workspace.userId);
  });

  it.each([
    [{ scopes: ['messages:fly'] }, '/scopes/0'],
    [{ scopes: [] }, '/scopes'],
    [{ name: ' ' }, '/name'],
    [{ ips: ['300.1.1.1'] }, '/ips/0'],
    [{ ips: Array.from({ length: 21 }, (_, at) => `10.0.0.${at}`) }, '/ips'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, '/expiresAt'],
    [{ expiresAt: later(6 * 366 * DAY_MS) }, '/expiresAt'],
    [{ expiresAt: 'tomorrow' }, '/expiresAt'],
    [{ mode: 'live' }, ''],
  ])('A-2 refuses %j and points at the field', async (body, pointer) => {
    const { apiKey } = await newWorkspace();
    const problem = await problemIn(await post(apiKey, body));
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors?.map((error) => error.pointer)).toEqual([pointer]);
    expect((await list(apiKey)).data).toHaveLength(1);
  });

  it('A-2 makes no more than 50 live keys, however many ask at once, and counts no dead ones', async () => {
    const workspace = await newWorkspace();
    const revoked = await newKey(workspace);
    await newKey(workspace, { expiresAt: new Date(1) });
    for (let n = 3; n < MAX_LIVE_KEYS; n++) await newKey(workspace);
    expect((await call(`/api/keys/${revoked.id}`, { method: 'DELETE', key: workspace.apiKey })).status).toBe(204);
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(workspace.apiKey, {})));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    const refused = answers.find(({ status }) => status !== 201) as Response;
    expect(await problemIn(refused)).toMatchObject({ status: 409, code: 'too_many', limit: 50 });
    const audited = await bindings.DB.prepare(
      "SELECT count(*) AS n FROM audit_rows WHERE workspace_id = ? AND action = 'key.created' AND actor_kind = 'key'",
    )
      .bind(workspace.workspaceId)
      .first<{ n: number }>();
    expect(audited?.n).toBe(2);
  });

  it('A-1 lets a person who signed in just now make one, for themselves', async () => {
    const workspace = await newWorkspace();
    const headers = { cookie: await signIn(workspace.email), origin: ORIGIN };
    const response = await call('/api/keys', { headers, body: { name: 'x', scopes: ['*'] } });
    expect(response.status).toBe(201);
    const made = createdApiKeySchema.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/api/keys/${made.id}`);
    expect([made.createdBy.userId, await tryKey(made.key)]).toEqual([workspace.userId, 200]);
  });

  it('A-1 asks a person whose password was long ago for it, and changes nothing', async () => {
    const workspace = await newWorkspace();
    const cookie = await signIn(workspace.email);
    await bindings.DB.prepare('UPDATE auth_sessions SET authenticated_at = 1 WHERE user_id = ?')
      .bind(workspace.userId)
      .run();
    const { id } = await createKeyBy(workspace.apiKey);
    for (const [path, body] of [
      ['/api/keys', { name: 'x', scopes: ['*'] }],
      [`/api/keys/${id}/rotate`, {}],
    ] as const) {
      const response = await call(path, { headers: { cookie, origin: ORIGIN }, body });
      expect(await problemIn(response)).toMatchObject({ status: 403, code: 'recent_authentication_required' });
    }
    expect((await list(workspace.apiKey)).data).toHaveLength(2);
  });
});

describe('GET /api/keys', () => {
  it('A-2 gives pages, newest first, that hold still while keys are made', async () => {
    const { apiKey } = await newWorkspace();
    const made: string[] = [];
    for (let n = 0; n < 4; n++) made.unshift((await createKeyBy(apiKey)).id);
    const first = await list(apiKey, '?limit=2');
    await createKeyBy(apiKey);
    const second = await list(apiKey, `?limit=2&cursor=${first.nextCursor ?? ''}`);
    const third = await list(apiKey, `?limit=2&cursor=${second.nextCursor ?? ''}`);
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
    expect([first.hasMore, second.hasMore, third.hasMore]).toEqual([true, true, false]);
    expect([third.data.length, third.nextCursor]).toEqual([1, null]);
  });

  it('A-4 shows the keys of the own workspace alone', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    await createKeyBy(theirs.apiKey);
    expect((await list(mine.apiKey)).data.map(({ name }) => name)).toEqual(['bootstrap']);
  });

  it.each(['x', encodeCursor(['a', 'b']), encodeCursor(['1']), encodeCursor(['-1', 'key_x'])])(
    'K-1 refuses the cursor %s',
    async (cursor) => {
      const { apiKey } = await newWorkspace();
      const problem = await problemIn(await call(`/api/keys?cursor=${cursor}`, { key: apiKey }));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_cursor' });
    },
  );

  it('A-2 shows a key whose creator left as revoked', async () => {
    const workspace = await newWorkspace();
    const colleague = await newWorkspace();
    const key = await newKey({ ...workspace, userId: colleague.userId });
    expect(await readKey(workspace.apiKey, key.id)).toMatchObject({ status: 'revoked' });
    expect(await tryKey(key.text)).toBe('invalid_api_key');
  });
});

describe('GET /api/keys/scopes', () => {
  it('A-2 says of every scope what it allows and whether it may be given', async () => {
    const workspace = await newWorkspace();
    const key = await newKey(workspace, { scopes: ['keys:read', 'messages:read'] });
    const read = async (text: string, language: string) => {
      const response = await call('/api/keys/scopes', { key: text, headers: { 'accept-language': language } });
      return scopeListSchema.parse(await response.json()).data;
    };
    const [english, arabic] = [await read(key.text, 'en'), await read(workspace.apiKey, 'ar')];
    const grantable = (data: typeof english): Scope[] =>
      data.filter(({ isGrantable }) => isGrantable).map(({ scope }) => scope);
    expect(grantable(english)).toEqual(['messages:read', 'keys:read']);
    expect(grantable(arabic)).toHaveLength(arabic.length);
    expect(english.every(({ description }) => /^[\w ,']{10,}$/.test(description))).toBe(true);
    expect(arabic.every(({ description }) => /[\u0600-\u06ff]{3}/.test(description))).toBe(true);
  });
});

describe('PATCH /api/keys/{id}', () => {
  const patch = (key: string, id: string, body: object, headers: Record<string, string> = {}) =>
    call(`/api/keys/${id}`, { method: 'PATCH', key, body, headers });

  it('A-2 changes what is named and leaves the rest', async () => {
    const { apiKey } = await newWorkspace();
    const { id, createdAt } = await createKeyBy(apiKey, { ips: ['10.0.0.0/8'], expiresAt: later(DAY_MS) });
    const body = { name: 'New', scopes: ['messages:read'], expiresAt: null };
    const changed = apiKeySchema.parse(await (await patch(apiKey, id, body)).json());
    expect(changed).toMatchObject({ ...body, id, createdAt, ips: ['10.0.0.0/8'] });
    expect(await readKey(apiKey, id)).toEqual(changed);
    expect(await auditOf(id)).toEqual(['key.created', 'key.changed']);
  });

  it('K-1 refuses to overwrite a change that the reader did not see, and takes no use of the key for one', async () => {
    const { apiKey } = await newWorkspace();
    const { id, key } = await createKeyBy(apiKey);
    const etag = async () => (await call(`/api/keys/${id}`, { key: apiKey })).headers.get('etag') ?? '';
    const read = await etag();
    await tryKey(key);
    const first = await patch(apiKey, id, { name: 'First' }, { 'if-match': read });
    expect([first.status, first.headers.get('etag')]).toEqual([200, await etag()]);
    const second = await problemIn(await patch(apiKey, id, { name: 'Second' }, { 'if-match': read }));
    expect(second).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect((await readKey(apiKey, id)).name).toBe('First');
  });

  it('K-1 loses none of several changes at once', async () => {
    const { apiKey } = await newWorkspace();
    const { id } = await createKeyBy(apiKey);
    const bodies = [{ name: 'New' }, { ips: ['10.0.0.1'] }, { scopes: ['messages:read'] }];
    const answers = await Promise.all(bodies.map((body) => patch(apiKey, id, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await readKey(apiKey, id)).toMatchObject(Object.assign({}, ...bodies) as object);
  });

  it('A-2 writes nothing for a change of nothing', async () => {
    const { apiKey } = await newWorkspace();
    const { id } = await createKeyBy(apiKey);
    expect((await patch(apiKey, id, {})).status).toBe(200);
    expect(await auditOf(id)).toEqual(['key.created']);
  });

  it.each([
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'validation_failed', '/expiresAt'],
    [{ scopes: ['messages:fly'] }, 'validation_failed', '/scopes/0'],
    [{ revokedAt: null }, 'validation_failed', ''],
  ])('A-2 refuses %j', async (body, code, pointer) => {
    const { apiKey } = await newWorkspace();
    const { id } = await createKeyBy(apiKey);
    const problem = await problemIn(await patch(apiKey, id, body));
    expect([problem.code, problem.errors?.[0]?.pointer]).toEqual([code, pointer]);
  });

  it('A-2 lets a weaker key rename a stronger one, and do no more to it', async () => {
    const workspace = await newWorkspace();
    const weak = await newKey(workspace, { scopes: ['keys:write', 'events:read'] });
    const strong = await createKeyBy(workspace.apiKey, { scopes: ['messages:send'] });
    expect((await patch(weak.text, strong.id, { name: 'Renamed' })).status).toBe(200);
    for (const body of [{ scopes: ['events:read'] }, { ips: [] }, { expiresAt: null }]) {
      expect((await problemIn(await patch(weak.text, strong.id, body))).code).toBe('scope_not_held');
    }
  });

  it('A-2 leaves a key that ended as it is', async () => {
    const workspace = await newWorkspace();
    const expired = await newKey(workspace, { expiresAt: new Date(1) });
    const problem = await problemIn(await patch(workspace.apiKey, expired.id, { expiresAt: null }));
    expect(problem).toMatchObject({ status: 409, code: 'conflict', keyStatus: 'expired' });
    expect(await tryKey(expired.text)).toBe('invalid_api_key');
  });
});

it('A-4 the id of another workspace’s key is as unknown as a wrong one', async () => {
  const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
  const { id } = await createKeyBy(theirs.apiKey);
  for (const unknown of [id, 'key_000000000000', 'x', 'ses_000000000000']) {
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
      ['POST', '/rotate', {}],
    ] as const) {
      const response = await call(`/api/keys/${unknown}${path}`, { method, key: mine.apiKey, body });
      expect([method, (await problemIn(response)).code]).toEqual([method, 'not_found']);
    }
  }
  expect(await readKey(theirs.apiKey, id)).toMatchObject({ name: 'Shop till', status: 'active' });
});

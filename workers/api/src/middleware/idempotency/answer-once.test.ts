import { deleteExpiredIdempotencyKeys } from '@waqtor/db/queries/idempotency-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { createExecutionContext } from 'cloudflare:test';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '../../app.ts';
import { ORIGIN, bindings, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { newKey } from '../../testing/test-keys.ts';

const HOOK = { url: 'http://127.0.0.1:9/x', events: ['message.received'] };
const newIdempotencyKey = (): string => crypto.randomUUID();

const post = (workspace: TestWorkspace, idempotencyKey: string, body: unknown = HOOK, path = '/api/webhooks') =>
  call(path, { key: workspace.apiKey, headers: { 'idempotency-key': idempotencyKey }, body });
const endpoints = async (workspace: TestWorkspace): Promise<number> => {
  const list = await call('/api/webhooks', { key: workspace.apiKey });
  return (await list.json<{ data: unknown[] }>()).data.length;
};
const pass = (ms: number): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  onTestFinished(() => void vi.useRealTimers());
};
const setRow = (change: string) => bindings.DB.prepare(`UPDATE idempotency_keys SET ${change}`).run();

describe('Idempotency-Key', () => {
  it('A-3 K-1 makes one webhook of 20 parallel posts: one answer, its repetitions, or 409 until it is there', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(workspace, key)));
    expect(await endpoints(workspace)).toBe(1);
    const created = answers.filter(({ status }) => status === 201);
    expect(created.filter(({ headers }) => !headers.has('idempotency-replayed'))).toHaveLength(1);
    expect(new Set(await Promise.all(created.map((answer) => answer.text()))).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await problemIn(answer)).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    }
    expect((await post(workspace, key)).headers.get('idempotency-replayed')).toBe('true');
    expect(await endpoints(workspace)).toBe(1);
  });

  it('K-1 answers a repetition with the same status, body and place, under either path, bare or quoted', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    const first = await post(workspace, key);
    const body = await first.text();
    for (const again of [
      await post(workspace, key),
      await post(workspace, `"${key}"`),
      await post(workspace, key, HOOK, '/api/v1/webhooks'),
    ]) {
      expect([again.status, again.headers.get('location'), again.headers.get('content-type')]).toEqual([
        201,
        first.headers.get('location'),
        first.headers.get('content-type'),
      ]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(await again.text()).toBe(body);
    }
    expect(first.headers.get('idempotency-replayed')).toBeNull();
  });

  it('K-1 refuses the same key with another body, and does nothing', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    await post(workspace, key);
    const other = await post(workspace, key, { ...HOOK, description: 'other' });
    expect(await problemIn(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    expect(await endpoints(workspace)).toBe(1);
  });

  it('A-4 is one of each workspace, key and route: nobody gets the answer of another', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const second = await newKey(mine);
    const key = newIdempotencyKey();
    await post(mine, key);
    for (const answer of [
      await post(theirs, key),
      await post({ ...mine, apiKey: second.text }, key),
      await post(mine, key, { name: 'Second' }, '/api/sessions'),
    ]) {
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
    }
  });

  it('K-1 serves a person by their login as it serves a key', async () => {
    const workspace = await newWorkspace();
    const headers = { cookie: await signIn(workspace.email), origin: ORIGIN, 'idempotency-key': newIdempotencyKey() };
    const create = () => call('/api/webhooks', { headers, body: HOOK });
    const ids = [await create(), await create()].map((answer) => answer.headers.get('location'));
    expect(ids[0]).toBe(ids[1]);
    expect(await endpoints(workspace)).toBe(1);
  });

  it('K-1 keeps a refusal that is an outcome, and judges anew what was invalid', async () => {
    const workspace = await newWorkspace();
    const [refused, invalid] = [newIdempotencyKey(), newIdempotencyKey()];
    const path = '/api/webhooks/whk_00000000000000/test';
    const first = await post(workspace, refused, {}, path);
    expect(first.status).toBe(404);
    const again = await post(workspace, refused, {}, path);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([404, 'true']);
    expect(await problemIn(again)).toEqual(await problemIn(first));
    expect((await post(workspace, invalid, { url: 'x' })).status).toBe(422);
    expect((await post(workspace, invalid)).status).toBe(201);
  });

  it('K-1 refuses nothing for good that a missing scope refused', async () => {
    const workspace = await newWorkspace();
    const reader = await newKey(workspace, { scopes: ['webhooks:read'] });
    const key = newIdempotencyKey();
    expect((await post({ ...workspace, apiKey: reader.text }, key)).status).toBe(403);
    expect((await post(workspace, key)).status).toBe(201);
  });

  it('K-1 gives the key free when the request failed on our side', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    const broken = new Proxy({} as DurableObjectNamespace, {
      get: () => () => ({ create: () => Promise.reject(new Error('away')) }),
    });
    const headers = { 'x-api-key': workspace.apiKey, 'idempotency-key': key, 'content-type': 'application/json' };
    const failed = await createApp().request(
      '/api/webhooks',
      { method: 'POST', headers, body: JSON.stringify(HOOK) },
      { ...bindings, WEBHOOK_ENDPOINT: broken },
      createExecutionContext(),
    );
    expect(failed.status).toBe(503);
    expect((await post(workspace, key)).status).toBe(201);
  });

  it('K-1 is held for a minute by a request that died, and only its own repetition gets it then', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    await post(workspace, key);
    await setRow('status = NULL, sealed_answer = NULL');
    expect((await post(workspace, key)).status).toBe(409);
    pass(60_000);
    expect((await post(workspace, key, { ...HOOK, description: 'other' })).status).toBe(422);
    const served = await post(workspace, key);
    expect([served.status, served.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('K-1 means another request after 24 hours, and its row is removed', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    await post(workspace, key);
    pass(24 * 60 * 60_000);
    expect((await post(workspace, key, { ...HOOK, description: 'other' })).status).toBe(201);
    const left = async () => {
      const row = await bindings.DB.prepare('SELECT COUNT(*) AS n FROM idempotency_keys').first<{ n: number }>();
      return row?.n;
    };
    expect(await left()).toBeGreaterThan(0);
    while ((await deleteExpiredIdempotencyKeys(openDatabase(bindings.DB), new Date(Date.now() + 86_400_000))) > 0);
    expect(await left()).toBe(0);
  });

  it('G-7 keeps no secret in the clear: neither the answer nor the key can be read in the database', async () => {
    const workspace = await newWorkspace();
    const key = newIdempotencyKey();
    const { secret } = await (await post(workspace, key)).json<{ secret: string }>();
    const rows = JSON.stringify((await bindings.DB.prepare('SELECT * FROM idempotency_keys').all()).results);
    for (const clear of [secret, key, HOOK.url]) expect(rows).not.toContain(clear);
    expect((await (await post(workspace, key)).json<{ secret: string }>()).secret).toBe(secret);
  });

  it.each([
    ['with a space', 'a b'],
    ['of 256 characters', 'k'.repeat(256)],
    ['that is empty', ''],
  ])('K-1 %s is refused, and nothing is done', async (_title, key) => {
    const workspace = await newWorkspace();
    const problem = await problemIn(await post(workspace, key));
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/header/idempotency-key' }] });
    expect(await endpoints(workspace)).toBe(0);
  });
});

import { createMiddleware } from 'hono/factory';
import { describe, expect, it } from 'vitest';
import { newApi } from '../../api.ts';
import type { ApiTypes } from '../../api.ts';
import { bindings, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { newCode, newLockedWorkspace, unlock } from '../../testing/gate-calls.ts';
import { keyPrincipal } from '../access/key-principal.ts';
import { problemOf } from '../problem/problem.ts';
import { requestId } from '../request-id/request-id.ts';
import { requiresGate } from './requires-gate.ts';

const asKey = createMiddleware<ApiTypes>(async (c, next) => {
  c.set('principal', await keyPrincipal(c, c.req.header('x-api-key') ?? ''));
  await next();
});

/** A resource that a later issue may lock. */
const app = newApi();
app.onError(problemOf);
app.use(requestId, asKey);
app.get('/campaigns', requiresGate('campaigns'), (c) => c.text('campaigns'));

const get = (key: string) => {
  const pending = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };
  return app.request('/campaigns', { headers: { 'x-api-key': key } }, bindings, pending as unknown as ExecutionContext);
};

describe('requiresGate', () => {
  it('A-5 answers feature_locked with the gate, and lets in once a code opened it', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    expect(await problemIn(await get(apiKey))).toMatchObject({
      status: 403,
      code: 'feature_locked',
      gate: 'campaigns',
    });
    await unlock(apiKey, (await newCode(workspaceId, { gates: ['campaigns'] })).code);
    expect(await (await get(apiKey)).text()).toBe('campaigns');
  });

  it('A-5 stays closed when a code opened another gate', async () => {
    const { apiKey, workspaceId } = await newLockedWorkspace();
    await unlock(apiKey, (await newCode(workspaceId, { gates: ['reports'] })).code, { gate: 'reports' });
    expect((await problemIn(await get(apiKey))).code).toBe('feature_locked');
  });

  it('A-5 lets the demo workspace in', async () => {
    expect((await get((await newWorkspace()).apiKey)).status).toBe(200);
  });
});

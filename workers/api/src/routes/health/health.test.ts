import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '../../app.ts';
import type { ApiEnv } from '../../env.ts';
import { bindings, call, problemIn } from '../../testing/api-client.ts';

const silent = (): void => {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => spy.mockRestore());
};
const readyz = (env: Partial<ApiEnv>) => createApp().request('/readyz', {}, { ...bindings, ...env });
const away = (method: string) =>
  new Proxy({} as DurableObjectNamespace, {
    get: () => () => ({ [method]: () => Promise.reject(new Error('secret place')) }),
  });

describe('health', () => {
  it('R-4 healthz says that the Worker runs, whatever is away', async () => {
    expect(await (await call('/healthz')).json()).toMatchObject({ status: 'ok' });
  });

  it('R-4 readyz says what is ready, and nothing else', async () => {
    expect(await (await call('/readyz')).json()).toEqual({
      status: 'ready',
      version: expect.any(String) as string,
      parts: { database: 'ready', hub: 'ready' },
    });
  });

  it('R-4 readyz is 503 while the hub is away, says which part, and not why', async () => {
    silent();
    const problem = await problemIn(await readyz({ CLIENT_HUB: away('listChats') }));
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', database: 'ready', hub: 'away' });
    expect(JSON.stringify(problem)).not.toContain('secret place');
  });

  it('R-4 readyz is 503 while the database is away', async () => {
    silent();
    const broken = { prepare: () => ({ bind: () => ({ all: () => Promise.reject(new Error('secret place')) }) }) };
    const problem = await problemIn(await readyz({ DB: broken as unknown as D1Database }));
    expect(problem).toMatchObject({ status: 503, database: 'away', hub: 'ready' });
    expect(JSON.stringify(problem)).not.toContain('secret place');
  });
});

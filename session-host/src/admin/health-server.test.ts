import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../telemetry/log.ts';
import { HostHarness } from '../testing/host-harness.ts';
import { until } from '../testing/until.ts';
import { HealthServer, type Observed } from './health-server.ts';
import { notReadyReasons } from './readiness.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};
const serve = async (observed: Observed): Promise<string> => {
  const health = new HealthServer(observed, silentLog);
  const port = await health.listen({ host: '127.0.0.1', port: await freePort(), isPortGiven: true });
  closers.push(() => health.close());
  return `http://127.0.0.1:${port}`;
};
const running = async () => {
  const h = new HostHarness();
  closers.push(() => h.close());
  await (await h.open()).ready();
  if (!h.host) throw new Error('No host');
  return { h, url: await serve(h.host) };
};
const get = async (url: string) => {
  const response = await fetch(url);
  return { status: response.status, body: await response.text() };
};

describe('R-4 the health pages of a host', () => {
  it('R-4 says that it lives and is ready, and why it is not', async () => {
    const { h, url } = await running();
    expect(await get(`${url}/healthz`)).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect(await get(`${url}/readyz`)).toEqual({ status: 200, body: '{"ready":true,"reasons":[]}' });
    await h.host?.setDraining(true);
    expect(await get(`${url}/readyz`)).toEqual({ status: 503, body: '{"ready":false,"reasons":["draining"]}' });
    expect((await get(`${url}/elsewhere`)).status).toBe(404);
    expect((await fetch(`${url}/readyz`, { method: 'POST' })).status).toBe(405);
  });

  it('R-4 is unhealthy while the store takes no write', async () => {
    const { h } = await running();
    const url = await serve({
      status: () => (h.host as NonNullable<typeof h.host>).status(),
      proveWritable: () => Promise.reject(new Error('disk full')),
    });
    expect(await get(`${url}/healthz`)).toEqual({ status: 503, body: '{"status":"store_not_writable"}' });
  });

  it('R-4 gives Prometheus figures with ids of sessions and nothing personal', async () => {
    const { h, url } = await running();
    // The supervisor writes such facts; here the engine stands for it.
    h.account.engine.emit({ type: 'recovery', stage: 'reload', cause: 'deaf', outcome: 'worked' } as never);
    await until(() => h.room.facts('recovery').length === 1, 'the step');
    const { status, body } = await get(`${url}/metrics`);
    expect(status).toBe(200);
    for (const line of [
      'waqtor_host_control_link_up 1',
      'waqtor_host_sessions{status="ready"} 1',
      'waqtor_host_recovery_steps_total{stage="reload",outcome="worked"} 1',
      `waqtor_host_session_restarts_total{session="${h.room.sessionId}"} 0`,
    ])
      expect(body.split('\n')).toContain(line);
    for (const name of ['lease_age_seconds', 'outbox_rows', 'event_loop_delay_max_seconds', 'memory_rss_bytes'])
      expect(body).toContain(name);
    for (const line of body.trim().split('\n'))
      expect(line).toMatch(/^# (HELP|TYPE) |^waqtor_[a-z_]+({[^}]*})? [\d.e+-]+$/);
    expect(body).not.toMatch(/9665|@c\.us/);
  });

  it('R-3 refuses a port that is taken when somebody asked for it, and goes on without its default one', async () => {
    const { h, url } = await running();
    const port = Number(new URL(url).port);
    const second = () => new HealthServer(h.host as NonNullable<typeof h.host>, silentLog);
    await expect(second().listen({ host: '127.0.0.1', port, isPortGiven: true })).rejects.toThrow(
      `Port ${port} of WAQTOR_HOST_ADMIN_PORT cannot be opened`,
    );
    expect(await second().listen({ host: '127.0.0.1', port, isPortGiven: false })).toBeNull();
    expect(await second().listen({ host: '127.0.0.1', port: 0, isPortGiven: true })).toBeNull();
  });
});

describe('R-4 readiness', () => {
  const good = {
    isEnrolled: true,
    isConnected: true,
    downMs: 0,
    uptimeSeconds: 600,
    isDraining: false,
    isStopping: false,
    clockFault: null,
  };
  it.each([
    ['a host that is connected', {}, []],
    ['one whose link is down for a moment', { isConnected: false, downMs: 59_000 }, []],
    ['one whose link is down for a minute', { isConnected: false, downMs: 61_000 }, ['not_connected']],
    [
      'one that starts and was never connected',
      { isConnected: false, downMs: 5_000, uptimeSeconds: 5 },
      ['not_connected'],
    ],
    ['one that was removed', { isEnrolled: false }, ['not_enrolled']],
    ['one that ends', { isStopping: true, isDraining: true }, ['draining', 'stopping']],
    ['one whose clock is off', { clockFault: 'The clock …' }, ['clock_is_off']],
  ])('R-4 judges %s', (_, change, reasons) => {
    expect(notReadyReasons({ ...good, ...change })).toEqual(reasons);
  });
});

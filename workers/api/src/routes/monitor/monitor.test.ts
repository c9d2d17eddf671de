import { DEFAULT_MONITOR_THRESHOLDS, hubMonitorSchema, hubStatsSchema } from '@waqtor/contracts';
import type { Role, Scope } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { auditOf, newMember, outcomeOf } from '../../testing/people.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newKey, newWorkspaceCode } from '../../testing/test-keys.ts';
import { TestSocket } from '../../testing/test-socket.ts';

const READS = ['/api/ws-stats', '/api/ws-metrics', '/api/ws-monitor', '/api/metrics'];
const open = async ({ apiKey }: Pick<TestWorkspace, 'apiKey'>, topics: string[] = []) => {
  const socket = new TestSocket<{ type: string }>(
    await call('/ws', { key: apiKey, headers: { upgrade: 'websocket', 'cf-connecting-ip': '203.0.113.7' } }),
  );
  if (topics.length > 0) socket.send({ type: 'subscribe', topics });
  return socket;
};
const stats = async (key: string, path = '/api/ws-stats') =>
  hubStatsSchema.parse(await (await call(path, { key })).json());
const patch = (key: string, body: unknown) => call('/api/ws-monitor', { method: 'PATCH', key, body });

describe('the monitor', () => {
  it.each(['/api/ws-stats', '/api/ws-metrics', '/api/v1/ws-stats'])(
    'H-13 %s tells the connections of the workspace',
    async (path) => {
      const workspace = await newWorkspace();
      await open(workspace);
      const { connections, clients } = await stats(workspace.apiKey, path);
      expect(connections).toMatchObject({ current: 1, total: 1, alive: 1 });
      expect(clients).toMatchObject([{ kind: 'key', ip: '203.0.113.7' }]);
    },
  );

  it('A-4 tells the key of another workspace of its own alone', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const host = await TestHost.enrol(await newWorkspaceCode(theirs.workspaceId));
    await call(`/api/sessions/${theirs.sessionId}/start`, { method: 'POST', key: theirs.apiKey });
    await host.lease(theirs.sessionId);
    await open(theirs);
    await patch(theirs.apiKey, { connections: 1 });
    expect(await stats(mine.apiKey)).toMatchObject({
      connections: { current: 0, total: 0 },
      clients: [],
      system: { hosts: [] },
    });
    const monitor = hubMonitorSchema.parse(await (await call('/api/ws-monitor', { key: mine.apiKey })).json());
    expect([monitor.alerts, monitor.thresholds]).toEqual([[], DEFAULT_MONITOR_THRESHOLDS]);
    expect((await stats(theirs.apiKey)).system.hosts).toMatchObject([
      { hostId: host.hostId, isConnected: true, sessions: 1, capacity: 100, rssBytes: null },
    ]);
  });

  it.each<[Role, string]>([
    ['owner', '200'],
    ['admin', '200'],
    ['agent', '403 forbidden'],
    ['viewer', '403 forbidden'],
  ])('H-14 answers a member in the role %s with %s', async (role, outcome) => {
    const workspace = await newWorkspace();
    const member = await newMember(workspace, role);
    for (const path of READS) {
      const response = await member.ask(path);
      if (response.ok) await response.body?.cancel();
      expect([path, response.ok ? '200' : await outcomeOf(response)]).toEqual([path, outcome]);
    }
    const change = await member.ask('/api/ws-monitor', { method: 'PATCH', body: { errors: 5 } });
    expect(await outcomeOf(change)).toBe(outcome);
  });

  it.each<[Scope[], string, string]>([
    [['monitor:read'], '200', '403 forbidden'],
    [['monitor:write'], '403 forbidden', '200'],
    [['events:read', 'workspace:read'], '403 forbidden', '403 forbidden'],
  ])('A-2 a key of the scopes %j reads with %s and changes with %s', async (scopes, readOutcome, changeOutcome) => {
    const { text } = await newKey(await newWorkspace(), { scopes });
    expect(await outcomeOf(await call('/api/ws-stats', { key: text }))).toBe(readOutcome);
    expect(await outcomeOf(await patch(text, { errors: 5 }))).toBe(changeOutcome);
  });

  it('H-14 changes the thresholds that are named, tells them, and leaves a row of it', async () => {
    const workspace = await newWorkspace();
    const changed = { ...DEFAULT_MONITOR_THRESHOLDS, errors: null, connections: 5 };
    const response = await patch(workspace.apiKey, { errors: null, connections: 5 });
    expect(await response.json()).toEqual(changed);
    const told = (await (await call('/api/ws-monitor', { key: workspace.apiKey })).json()) as { thresholds: unknown };
    expect(told.thresholds).toEqual(changed);
    expect(await auditOf(workspace.workspaceId)).toEqual([
      ['monitor.thresholds_changed', { errors: null, connections: 5 }],
    ]);
  });

  it('H-14 tells an alert that a change raises at once', async () => {
    const workspace = await newWorkspace();
    await open(workspace);
    await patch(workspace.apiKey, { connections: 1 });
    const response = await call('/api/ws-monitor?hours=1', { key: workspace.apiKey });
    const { alerts, snapshots } = hubMonitorSchema.parse(await response.json());
    expect(alerts).toMatchObject([{ metric: 'connections', value: 1, limit: 1 }]);
    expect(snapshots).toEqual([]);
  });

  it.each([
    ['/connections', { connections: 0 }],
    ['/errors', { errors: 1.5 }],
    ['', { conections: 5 }],
  ])('H-14 refuses a bad threshold and points at %j', async (pointer, body) => {
    const { apiKey } = await newWorkspace();
    const problem = await problemIn(await patch(apiKey, body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it.each(['0', '169', 'x'])('H-14 refuses %s hours', async (hours) => {
    const { apiKey } = await newWorkspace();
    expect(await outcomeOf(await call(`/api/ws-monitor?hours=${hours}`, { key: apiKey }))).toBe(
      '422 validation_failed',
    );
  });

  it('H-13 answers Prometheus in its format, without an address or a number', async () => {
    const workspace = await newWorkspace();
    const socket = await open(workspace, ['chat:966500000002@c.us']);
    await expect.poll(() => socket.of('subscribed').length).toBe(1);
    const response = await call('/api/metrics', { key: workspace.apiKey });
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines).toContain('waqtor_hub_connections 1');
    expect(lines).toContain('waqtor_hub_topic_subscribers{topic="chat:*"} 1');
    for (const line of lines)
      expect(line).toMatch(/^(# (HELP|TYPE) waqtor_\w+ .+|waqtor_\w+(\{\w+="[^"]*"\})? [\d.]+)$/);
    expect(lines.join()).not.toMatch(/203\.0\.113|966500|cnx_|key_|usr_/);
  });
});

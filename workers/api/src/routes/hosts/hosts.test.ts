import { enrolmentCodeResponse, hostSchema } from '@waqtor/contracts';
import type { FleetHost, Host } from '@waqtor/contracts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { finishChanges } from '../../jobs/finish-changes.ts';
import { forgetExpiredEnrolmentCodes } from '../../jobs/forget-expired-enrolment-codes.ts';
import { ORIGIN, bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';
import { callWith, withObjects } from '../../testing/with-objects.ts';

const OK = { ok: true, value: null } as const;
const BROKEN = () => Promise.reject(new Error('the object moved'));

const told = (hostId: string, workspaceId: string | null, sharesLoginsWith: string[] = []): FleetHost => ({
  hostId,
  workspaceId,
  status: 'connected',
  region: 'riyadh-1',
  version: '0.1.0',
  seenAt: '2026-11-21T09:30:00.000Z',
  uptimeSeconds: 60,
  sessions: 1,
  capacity: 10,
  freePlaces: 9,
  usedMemoryBytes: 1,
  totalMemoryBytes: 2,
  availableMemoryBytes: 1,
  diskFreeBytes: 3,
  cpuSeconds: 4,
  sharesLoginsWith,
});
const fleetOf = (...hosts: FleetHost[]) => ({ listHosts: async () => hosts });
const enrol = async (workspaceId: string | null) => (await TestHost.enrol(await newWorkspaceCode(workspaceId))).hostId;
const rowsOf = async ({ workspaceId }: TestWorkspace, action: string) => {
  const { results } = await bindings.DB.prepare(
    'SELECT actor_kind, actor_id, target_id, outcome FROM audit_rows WHERE workspace_id = ? AND action = ?',
  )
    .bind(workspaceId, action)
    .all();
  return results;
};

describe('GET /api/hosts', () => {
  it('S-6 lists what is enrolled, with what the fleet knows, and what never connected', async () => {
    const { workspaceId, apiKey } = await newWorkspace();
    const [first, second] = [await enrol(workspaceId), await enrol(workspaceId)];
    const env = withObjects({ fleet: fleetOf(told(second, workspaceId)) });
    const { data } = await (await callWith(env, '/api/hosts', { key: apiKey })).json<{ data: Host[] }>();
    expect(data.map((host) => hostSchema.parse(host))).toMatchObject([
      { hostId: first, isOwn: true, status: 'never_connected', name: 'test host', seenAt: null },
      { hostId: second, isOwn: true, status: 'connected', region: 'riyadh-1', freePlaces: 9 },
    ]);
  });

  it('S-6 lists a host of the operator that serves the workspace, to be read alone', async () => {
    const { apiKey } = await newWorkspace();
    const [operator, idle] = [await enrol(null), await enrol(null)];
    const env = withObjects({ fleet: { ...fleetOf(told(operator, null)), setDraining: async () => OK } });
    const ask = (method: string, path: string, body?: unknown) =>
      callWith(env, `/api/hosts/${path}`, { method, key: apiKey, ...(body ? { body } : {}) });
    expect(await (await ask('GET', operator)).json()).toMatchObject({ hostId: operator, isOwn: false });
    for (const [method, suffix, body] of [
      ['PATCH', '', { name: 'mine' }],
      ['DELETE', ''],
      ['POST', '/drain'],
      ['POST', '/resume'],
    ] as const) {
      expect([method, suffix, (await problemIn(await ask(method, operator + suffix, body))).code]).toEqual([
        method,
        suffix,
        'forbidden',
      ]);
      // One that does not serve the workspace is nobody's business.
      expect((await problemIn(await ask(method, idle + suffix, body))).code).toBe('not_found');
    }
  });

  it('A-4 names no host of another workspace, whatever the fleet says', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const [own, foreign] = [await enrol(mine.workspaceId), await enrol(theirs.workspaceId)];
    const env = withObjects({ fleet: fleetOf(told(own, mine.workspaceId, [foreign]), told(foreign, null)) });
    const { data } = await (await callWith(env, '/api/hosts', { key: mine.apiKey })).json<{ data: Host[] }>();
    expect(data.map(({ hostId, sharesLoginsWith }) => [hostId, sharesLoginsWith])).toEqual([[own, []]]);
  });

  it('S-6 answers 503 when the fleet does not, instead of saying that nothing is connected', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => error.mockRestore());
    const { apiKey } = await newWorkspace();
    const answer = await callWith(withObjects({ fleet: { listHosts: BROKEN } }), '/api/hosts', { key: apiKey });
    expect((await problemIn(answer)).code).toBe('unavailable');
  });
});

describe('a host of the workspace', () => {
  it('S-6 is renamed, with one row however often it is repeated', async () => {
    const workspace = await newWorkspace();
    const path = `/api/hosts/${await enrol(workspace.workspaceId)}`;
    const rename = () => call(path, { method: 'PATCH', key: workspace.apiKey, body: { name: ' Rack 2 ' } });
    expect(await (await rename()).json()).toMatchObject({ name: 'Rack 2' });
    expect((await rename()).status).toBe(200);
    expect(await rowsOf(workspace, 'host.changed')).toHaveLength(1);
  });

  it.each([
    ['drain', true, 'host.drained'],
    ['resume', false, 'host.resumed'],
  ])('S-6 is asked to %s', async (action, isDraining, auditAction) => {
    const workspace = await newWorkspace();
    const hostId = await enrol(workspace.workspaceId);
    const setDraining = vi.fn(async () => OK);
    const env = withObjects({ fleet: { ...fleetOf(told(hostId, workspace.workspaceId)), setDraining } });
    const answer = await callWith(env, `/api/hosts/${hostId}/${action}`, { method: 'POST', key: workspace.apiKey });
    expect([answer.status, ((await answer.json()) as Host).hostId]).toEqual([202, hostId]);
    expect(setDraining.mock.calls).toEqual([[hostId, isDraining]]);
    expect(await rowsOf(workspace, auditAction)).toMatchObject([{ target_id: hostId, outcome: 'done' }]);
  });

  it('S-6 that never connected has nothing to drain', async () => {
    const workspace = await newWorkspace();
    const path = `/api/hosts/${await enrol(workspace.workspaceId)}/drain`;
    const env = withObjects({ fleet: { setDraining: async () => ({ ok: false, code: 'not_found' }) as const } });
    const answer = await callWith(env, path, { method: 'POST', key: workspace.apiKey });
    expect(await problemIn(answer)).toMatchObject({ status: 409, code: 'conflict', reason: 'never_connected' });
  });

  it('S-6 that is removed opens nothing more, and the fleet is told until it knows', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => error.mockRestore());
    const workspace = await newWorkspace();
    const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    const remove = (env: typeof bindings) =>
      callWith(env, `/api/hosts/${host.hostId}`, { method: 'DELETE', key: workspace.apiKey });
    expect((await remove(withObjects({ fleet: { removeHost: BROKEN } }))).status).toBe(204);
    const upgrade = await host.upgrade('/host/control', { audience: 'control' });
    expect((await problemIn(upgrade)).code).toBe('host_not_enrolled');
    expect((await problemIn(await remove(bindings))).code).toBe('not_found');
    const removeHost = vi.fn(async () => OK);
    await finishChanges(withObjects({ fleet: { removeHost } }));
    expect(removeHost.mock.calls).toContainEqual([host.hostId]);
    removeHost.mockClear();
    await finishChanges(withObjects({ fleet: { removeHost } }));
    expect(removeHost.mock.calls).not.toContainEqual([host.hostId]);
    expect(await rowsOf(workspace, 'host.removed')).toHaveLength(1);
  });
});

describe('POST /api/hosts/enrolment-codes', () => {
  const make = ({ apiKey }: TestWorkspace) => call('/api/hosts/enrolment-codes', { method: 'POST', key: apiKey });

  it('R-3 answers a code and the command to type, and the code enrols one host of the workspace', async () => {
    const workspace = await newWorkspace();
    const answer = await make(workspace);
    expect(answer.status).toBe(201);
    const { code, command, expiresAt } = enrolmentCodeResponse.parse(await answer.json());
    expect(command).toBe(`waqtor-host enroll ${code} --edge ${ORIGIN}`);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(14 * 60_000);
    const { hostId } = await TestHost.enrol(code);
    const { data } = await (await call('/api/hosts', { key: workspace.apiKey })).json<{ data: Host[] }>();
    expect(data).toMatchObject([{ hostId, isOwn: true }]);
    expect(await rowsOf(workspace, 'host.enrolled')).toEqual([
      { actor_kind: 'system', actor_id: hostId, target_id: hostId, outcome: 'done' },
    ]);
  });

  it('R-3 keeps nothing from which the code could be read', async () => {
    const workspace = await newWorkspace();
    const { code } = await (await make(workspace)).json<{ code: string }>();
    const stored = await bindings.DB.prepare('SELECT * FROM enrolment_codes WHERE workspace_id = ?')
      .bind(workspace.workspaceId)
      .all();
    expect(stored.results).toHaveLength(1);
    expect(JSON.stringify(stored.results)).not.toContain(code);
  });

  it('R-3 has at most 20 open at once, also when they are asked for in parallel', async () => {
    const workspace = await newWorkspace();
    const answers = await Promise.all(Array.from({ length: 22 }, () => make(workspace)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    const refused = answers.find(({ status }) => status !== 201) as Response;
    expect(await problemIn(refused)).toMatchObject({ status: 409, code: 'too_many', limit: 20 });
    const first = (await answers.find(({ status }) => status === 201)?.json()) as { code: string };
    await TestHost.enrol(first.code);
    expect((await make(workspace)).status).toBe(201);
  });

  it('R-3 forgets codes that have expired', async () => {
    const workspace = await newWorkspace();
    await make(workspace);
    const left = async () =>
      (
        await bindings.DB.prepare('SELECT code_hash FROM enrolment_codes WHERE workspace_id = ?')
          .bind(workspace.workspaceId)
          .all()
      ).results.length;
    await forgetExpiredEnrolmentCodes(bindings);
    expect(await left()).toBe(1);
    await bindings.DB.prepare('UPDATE enrolment_codes SET expires_at = 1 WHERE workspace_id = ?')
      .bind(workspace.workspaceId)
      .run();
    await forgetExpiredEnrolmentCodes(bindings);
    expect(await left()).toBe(0);
  });
});

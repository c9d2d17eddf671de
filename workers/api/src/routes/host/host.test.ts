import { enrolResponseSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, call, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { TestHost } from '../../testing/test-host.ts';
import { newWorkspaceCode } from '../../testing/test-keys.ts';
import { TestSocket } from '../../testing/test-socket.ts';

const enrolled = async () => {
  const workspace = await newWorkspace();
  const host = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
  return { workspace, host };
};

describe('POST /host/enrol', () => {
  it('S-6 takes a code once', async () => {
    const { workspaceId } = await newWorkspace();
    const code = await newWorkspaceCode(workspaceId);
    await TestHost.enrol(code);
    const { publicKey } = await TestHost.newKeys();
    const second = await call('/host/enrol', { body: { code, publicKey, name: 'other' } });
    expect(await problemIn(second)).toMatchObject({ status: 403, code: 'invalid_enrolment_code' });
  });

  it('S-6 answers the same host when the same key repeats an enrolment whose answer was lost', async () => {
    const { workspaceId } = await newWorkspace();
    const body = {
      code: await newWorkspaceCode(workspaceId),
      publicKey: (await TestHost.newKeys()).publicKey,
      name: 'h',
    };
    const answers = await Promise.all([1, 2, 3].map(() => call('/host/enrol', { body })));
    const ids = await Promise.all(answers.map(async (answer) => enrolResponseSchema.parse(await answer.json()).hostId));
    expect(new Set(ids).size).toBe(1);
  });

  it('S-6 lets one of two keys win when both bring one code at once', async () => {
    const { workspaceId } = await newWorkspace();
    const code = await newWorkspaceCode(workspaceId);
    const keys = await Promise.all([TestHost.newKeys(), TestHost.newKeys()]);
    const answers = await Promise.all(
      keys.map(({ publicKey }) => call('/host/enrol', { body: { code, publicKey, name: 'h' } })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 403]);
  });

  it('A-4 does not take a host away from its workspace for a code of another one, and does not spend that code', async () => {
    const { workspace, host } = await enrolled();
    const stranger = await newWorkspace();
    for (const owner of [stranger.workspaceId, null]) {
      const code = await newWorkspaceCode(owner);
      const body = { code, publicKey: host.publicKey, name: 'mine' };
      expect((await problemIn(await call('/host/enrol', { body }))).code).toBe('invalid_enrolment_code');
      await TestHost.enrol(code);
    }
    const row = await bindings.DB.prepare('SELECT workspace_id, name FROM hosts WHERE id = ?')
      .bind(host.hostId)
      .first();
    expect(row).toEqual({ workspace_id: workspace.workspaceId, name: 'test host' });
  });

  it('S-6 refuses an expired code', async () => {
    const { workspaceId } = await newWorkspace();
    const code = await newWorkspaceCode(workspaceId);
    await bindings.DB.prepare('UPDATE enrolment_codes SET expires_at = 1 WHERE workspace_id = ?')
      .bind(workspaceId)
      .run();
    const { publicKey } = await TestHost.newKeys();
    const answer = await call('/host/enrol', { body: { code, publicKey, name: 'h' } });
    expect((await problemIn(answer)).code).toBe('invalid_enrolment_code');
  });
});

describe('POST /host/enrol by somebody who guesses', () => {
  it('A-3 slows a network after 20 wrong codes, and no other one', async () => {
    const { publicKey } = await TestHost.newKeys();
    const guess = (ip: string) =>
      call('/host/enrol', {
        headers: { 'cf-connecting-ip': ip },
        body: { code: 'wqe_somebody_guesses', publicKey, name: 'h' },
      });
    const ip = freshIp();
    // The clock stands: how fast the machine is decides nothing.
    pass(0);
    for (let n = 0; n < 20; n += 1) expect((await guess(ip)).status).toBe(403);
    const slowed = await guess(ip);
    expect(slowed.headers.get('retry-after')).toBe('1');
    expect((await problemIn(slowed)).code).toBe('rate_limited');
    expect((await guess(freshIp())).status).toBe(403);
  });

  it('A-3 does not count those who bring a right one', async () => {
    const { workspaceId } = await newWorkspace();
    const headers = { 'cf-connecting-ip': freshIp() };
    for (let n = 0; n < 22; n += 1) {
      const { publicKey } = await TestHost.newKeys();
      const body = { code: await newWorkspaceCode(workspaceId), publicKey, name: 'h' };
      expect((await call('/host/enrol', { headers, body })).status).toBe(200);
    }
  });

  it('G-7 leaves one row of an enrolment, also when it is repeated', async () => {
    const { workspaceId } = await newWorkspace();
    const { publicKey } = await TestHost.newKeys();
    const body = { code: await newWorkspaceCode(workspaceId), publicKey, name: 'h' };
    for (let n = 0; n < 3; n += 1) await call('/host/enrol', { body });
    const { results } = await bindings.DB.prepare(
      "SELECT id FROM audit_rows WHERE workspace_id = ? AND action = 'host.enrolled'",
    )
      .bind(workspaceId)
      .all();
    expect(results).toHaveLength(1);
  });
});

describe('host handshake', () => {
  it('S-6 opens the control socket of an enrolled host', async () => {
    const { host } = await enrolled();
    const answer = await host.upgrade('/host/control', { audience: 'control' });
    expect(answer.status).toBe(101);
    new TestSocket(answer).close();
  });

  it('S-6 opens the link of a session to the holder of its lease alone', async () => {
    const { workspace, host } = await enrolled();
    const { epoch } = await host.serve(workspace.sessionId, () => null);
    const path = `/host/link/${workspace.sessionId}`;
    const scope = { audience: 'link', sessionId: workspace.sessionId };
    const stale = await host.upgrade(path, { ...scope, epoch: epoch + 1 });
    expect(await problemIn(stale)).toMatchObject({ status: 403, code: 'not_lease_holder' });
    const other = await TestHost.enrol(await newWorkspaceCode(workspace.workspaceId));
    expect((await problemIn(await other.upgrade(path, { ...scope, epoch }))).code).toBe('not_lease_holder');
  });

  it('A-4 does not know a session of another workspace, except for a host of the operator', async () => {
    const { host } = await enrolled();
    const stranger = await newWorkspace();
    const scope = { audience: 'link', sessionId: stranger.sessionId, epoch: 1 };
    const path = `/host/link/${stranger.sessionId}`;
    expect((await problemIn(await host.upgrade(path, scope))).code).toBe('not_found');
    const operator = await TestHost.enrol(await newWorkspaceCode(null));
    expect((await problemIn(await operator.upgrade(path, scope))).code).toBe('not_lease_holder');
  });

  it.each([
    ['for another audience', 'link', 0, 'invalid_signature'],
    ['61 seconds old', 'control', -61_000, 'expired_handshake'],
    ['70 seconds ahead', 'control', 70_000, 'expired_handshake'],
  ])('S-6 refuses a signature %s', async (_title, audience, aheadMs, code) => {
    const { host } = await enrolled();
    const scope = { audience, timestampMs: Date.now() + aheadMs };
    expect(await problemIn(await host.upgrade('/host/control', scope))).toMatchObject({ status: 401, code });
  });

  it('S-6 tells a host whose clock is off what time it is here', async () => {
    const { host } = await enrolled();
    const scope = { audience: 'control', timestampMs: Date.now() - 600_000 };
    const { serverTime } = await problemIn(await host.upgrade('/host/control', scope));
    expect(Math.abs(Date.parse(String(serverTime)) - Date.now())).toBeLessThan(5_000);
  });

  it('S-6 refuses a signature by another key under a known host id', async () => {
    const { host } = await enrolled();
    const impostor = await TestHost.newKeys();
    const forged = new TestHost(host.hostId, host.publicKey, impostor.privateKey);
    const answer = await forged.upgrade('/host/control', { audience: 'control' });
    expect((await problemIn(answer)).code).toBe('invalid_signature');
  });

  it('S-6 refuses a host that was revoked, for good', async () => {
    const { workspace, host } = await enrolled();
    await call(`/api/hosts/${host.hostId}`, { method: 'DELETE', key: workspace.apiKey });
    const answer = await host.upgrade('/host/control', { audience: 'control' });
    expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'host_not_enrolled' });
    const code = await newWorkspaceCode(workspace.workspaceId);
    const again = await call('/host/enrol', { body: { code, publicKey: host.publicKey, name: 'back' } });
    expect((await problemIn(again)).code).toBe('invalid_enrolment_code');
  });

  it('S-6 refuses a path that names another session than the signature', async () => {
    const { workspace, host } = await enrolled();
    const scope = { audience: 'link', sessionId: workspace.sessionId, epoch: 1 };
    const answer = await host.upgrade('/host/link/ses_01ARZ3NDEKTSV4RRFFQ69G5FAV', scope);
    expect((await problemIn(answer)).code).toBe('not_found');
  });

  it('S-6 answers a problem to a request without a handshake', async () => {
    const answer = await call('/host/control', { headers: { upgrade: 'websocket' } });
    expect((await problemIn(answer)).code).toBe('invalid_signature');
  });
});

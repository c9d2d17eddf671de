import { enrolResponseSchema } from '@waqtor/contracts';
import { revokeHost } from '@waqtor/db/queries/hosts';
import { openDatabase } from '@waqtor/db/queries/database';
import { describe, expect, it } from 'vitest';
import { bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
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

  it('S-6 refuses a signature by another key under a known host id', async () => {
    const { host } = await enrolled();
    const impostor = await TestHost.newKeys();
    const forged = new TestHost(host.hostId, host.publicKey, impostor.privateKey);
    const answer = await forged.upgrade('/host/control', { audience: 'control' });
    expect((await problemIn(answer)).code).toBe('invalid_signature');
  });

  it('S-6 refuses a host that was revoked, for good', async () => {
    const { workspace, host } = await enrolled();
    await revokeHost(openDatabase(bindings.DB), host.hostId, new Date());
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

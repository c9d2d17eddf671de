import { invitationPreviewSchema, invitationSchema, pageSchema, workspaceSchema } from '@waqtor/contracts';
import type { CurrentUser, Invitation, Role } from '@waqtor/contracts';
import { INVITATION_LIFE_MS } from '@waqtor/core/membership/invitation-status';
import { encodeCursor } from '@waqtor/core/hub/page-cursor';
import { describe, expect, it } from 'vitest';
import { bindings, call, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { mailsTo, tokenIn } from '../../testing/mails.ts';
import { auditOf, newMember, newStranger, outcomeOf, ownerOf, roleOf, signedIn } from '../../testing/people.ts';
import type { TestPerson } from '../../testing/people.ts';
import { newKey } from '../../testing/test-keys.ts';
import { MAX_PEOPLE } from '../../workspace/member-limit.ts';

const newEmail = (): string => `guest-${crypto.randomUUID()}@waqtor.test`;
const post = (workspace: TestWorkspace, path: string, body?: unknown) =>
  call(path, {
    method: 'POST',
    key: workspace.apiKey,
    headers: { 'cf-connecting-ip': freshIp() },
    ...(body === undefined ? {} : { body }),
  });
const tryInvite = async (workspace: TestWorkspace, email: string, role: Role = 'agent'): Promise<string> =>
  outcomeOf(await post(workspace, '/api/invitations', { email, role }));
const invite = async (workspace: TestWorkspace, email: string, role: Role = 'agent'): Promise<Invitation> => {
  const response = await post(workspace, '/api/invitations', { email, role });
  if (response.status !== 201) throw new Error(`POST /api/invitations: ${await outcomeOf(response)}`);
  return invitationSchema.parse(await response.json());
};
/** The token of the newest mail to this address. */
const tokenOf = async (email: string): Promise<string> => tokenIn((await mailsTo(email)).at(-1));
const preview = (token: string) => call('/api/invitations/preview', { body: { token } });
const accept = (person: TestPerson, token: string) => person.ask('/api/invitations/accept', { body: { token } });
const list = async ({ apiKey }: TestWorkspace, query = '') =>
  pageSchema(invitationSchema).parse(await (await call(`/api/invitations${query}`, { key: apiKey })).json());
const statusOf = async (workspace: TestWorkspace, id: string) =>
  (await list(workspace)).data.find((invitation) => invitation.id === id)?.status;
const revoke = async ({ apiKey }: TestWorkspace, id: string): Promise<string> =>
  outcomeOf(await call(`/api/invitations/${id}`, { method: 'DELETE', key: apiKey }));
const rowsIn = async ({ workspaceId }: TestWorkspace): Promise<number> => {
  const row = await bindings.DB.prepare('SELECT COUNT(*) AS n FROM invitations WHERE workspace_id = ?')
    .bind(workspaceId)
    .first<{ n: number }>();
  return row?.n ?? 0;
};

describe('POST /api/invitations', () => {
  it('A-1 sends a link that shows the invitation, and keeps only its hash', async () => {
    const workspace = await newWorkspace();
    const email = newEmail();
    const made = await invite(workspace, email.toUpperCase(), 'admin');
    expect(made).toMatchObject({ email, role: 'admin', status: 'pending', invitedBy: { userId: workspace.userId } });
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(INVITATION_LIFE_MS);
    const [mail] = await mailsTo(email);
    expect(mail).toMatchObject({ template: 'invitation', language: 'ar', params: { workspaceName: 'Shop' } });
    expect(mail?.params.link).toMatch(/^http:\/\/waqtor\.test\/ar\/invite\?token=\w{32}$/);
    const token = tokenIn(mail);
    expect(invitationPreviewSchema.parse(await (await preview(token)).json())).toEqual({
      workspaceName: 'Shop',
      role: 'admin',
      email,
      invitedByName: 'Owner',
      expiresAt: made.expiresAt,
    });
    const { results } = await bindings.DB.prepare('SELECT * FROM invitations WHERE id = ?').bind(made.id).all();
    expect(JSON.stringify(results)).not.toContain(token);
    expect(await auditOf(made.id)).toEqual([['invitation.created', { role: 'admin' }]]);
  });

  it('A-1 writes in the language that is asked for', async () => {
    const workspace = await newWorkspace();
    const email = newEmail();
    await post(workspace, '/api/invitations', { email, role: 'viewer', language: 'en' });
    expect((await mailsTo(email))[0]).toMatchObject({ language: 'en', subject: 'Invitation to Shop' });
  });

  it('A-1 refuses who is a member or invited already, and sends no mail', async () => {
    const workspace = await newWorkspace();
    const email = newEmail();
    expect(await tryInvite(workspace, workspace.email.toUpperCase())).toBe('409 already_member');
    await invite(workspace, email);
    expect(await tryInvite(workspace, email)).toBe('409 already_invited');
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it('A-1 makes one invitation and one mail of ten at once to one address', async () => {
    const workspace = await newWorkspace();
    const email = newEmail();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => tryInvite(workspace, email)));
    expect(outcomes.filter((outcome) => outcome === '201')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['201', '409 already_invited']));
    expect([await rowsIn(workspace), (await mailsTo(email)).length]).toEqual([1, 1]);
  });

  it('A-1 takes the place of one that has expired', async () => {
    const workspace = await newWorkspace();
    const email = newEmail();
    const first = await invite(workspace, email);
    pass(INVITATION_LIFE_MS);
    const second = await invite(workspace, email);
    expect([await statusOf(workspace, first.id), await statusOf(workspace, second.id)]).toEqual(['expired', 'pending']);
  });

  it('A-1 lets admins invite anybody but owners, and agents nobody', async () => {
    const workspace = await newWorkspace();
    const [admin, agent] = [await newMember(workspace, 'admin'), await newMember(workspace, 'agent')];
    const by = async (person: TestPerson, role: Role) =>
      outcomeOf(await person.ask('/api/invitations', { body: { email: newEmail(), role } }));
    expect(await by(admin, 'owner')).toBe('403 role_not_allowed');
    expect(await by(admin, 'admin')).toBe('201');
    expect(await by(agent, 'viewer')).toBe('403 forbidden');
    expect(await by(await ownerOf(workspace), 'owner')).toBe('201');
  });

  it('A-2 lets no key invite an owner, and no narrow key somebody who may do more', async () => {
    const workspace = await newWorkspace();
    expect(await tryInvite(workspace, newEmail(), 'owner')).toBe('403 role_not_allowed');
    const narrow = await newKey(workspace, { scopes: ['members:write'] });
    expect(await tryInvite({ ...workspace, apiKey: narrow.text }, newEmail(), 'viewer')).toBe('403 forbidden');
    expect(await rowsIn(workspace)).toBe(0);
  });

  it('A-1 keeps to the limit of people in a workspace', async () => {
    const workspace = await newWorkspace();
    const now = Date.now();
    const open =
      'INSERT INTO invitations (id, workspace_id, email, role, token_hash, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    await bindings.DB.batch(
      Array.from({ length: MAX_PEOPLE - 2 }, (_, n) => {
        const id = `inv_${crypto.randomUUID().replaceAll('-', '')}`;
        const { workspaceId, userId } = workspace;
        return bindings.DB.prepare(open).bind(id, workspaceId, `${n}@x.test`, 'agent', id, userId, now, now + 60_000);
      }),
    );
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => tryInvite(workspace, newEmail())));
    expect(outcomes.sort()).toEqual(['201', '409 too_many', '409 too_many']);
  });

  it.each<[string, string, object]>([
    ['no address', '/email', { email: 'nobody', role: 'agent' }],
    ['an unknown role', '/role', { email: 'a@b.co', role: 'god' }],
    ['an unknown field', '', { email: 'a@b.co', role: 'agent', tokenHash: 'x' }],
  ])('A-1 refuses %s', async (_title, pointer, body) => {
    const workspace = await newWorkspace();
    const problem = await problemIn(await post(workspace, '/api/invitations', body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
    expect(await rowsIn(workspace)).toBe(0);
  });

  it('A-3 slows who has many mails sent to one address', async () => {
    const workspace = await newWorkspace();
    const { id } = await invite(workspace, newEmail());
    const outcomes: string[] = [];
    for (let n = 0; n < 7; n += 1)
      outcomes.push(await outcomeOf(await post(workspace, `/api/invitations/${id}/resend`)));
    expect(outcomes[0]).toBe('200');
    expect(outcomes.at(-1)).toBe('429 rate_limited');
  });
});

describe('GET /api/invitations', () => {
  it('A-1 pages through all of them, newest first, each once', async () => {
    const workspace = await newWorkspace();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await invite(workspace, newEmail())).id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list(workspace, `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.hasMore).toBe(page.nextCursor !== null);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect([...seen].sort()).toEqual([...ids].sort());
  });

  it('A-4 shows nothing of another workspace, not even by its cursor', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    for (let n = 0; n < 3; n += 1) await invite(theirs, newEmail());
    const { nextCursor } = await list(theirs, '?limit=1');
    expect((await list(mine, `?cursor=${nextCursor}`)).data).toEqual([]);
  });

  it.each(['x', encodeCursor(['1']), encodeCursor(['then', 'inv_x']), '%00'])(
    'A-4 refuses a cursor that is not one of ours: %s',
    async (cursor) => {
      const { apiKey } = await newWorkspace();
      const response = await call(`/api/invitations?cursor=${cursor}`, { key: apiKey });
      expect(await outcomeOf(response)).toBe('400 invalid_cursor');
    },
  );
});

describe('POST /api/invitations/accept', () => {
  const invited = async (role: Role = 'agent') => {
    const workspace = await newWorkspace();
    const guest = await newStranger();
    const invitation = await invite(workspace, guest.email, role);
    return { workspace, guest, invitation, token: await tokenOf(guest.email) };
  };

  it('A-1 makes the person a member, and the login works there', async () => {
    const { workspace, guest, invitation, token } = await invited('viewer');
    const joined = workspaceSchema.parse(await (await accept(guest, token)).json());
    expect(joined).toMatchObject({ id: workspace.workspaceId, role: 'viewer', isCurrent: true, memberCount: 2 });
    const me = (await (await guest.ask('/api/user')).json()) as CurrentUser;
    expect([me.workspace?.id, me.role]).toEqual([workspace.workspaceId, 'viewer']);
    expect(await statusOf(workspace, invitation.id)).toBe('accepted');
    expect(await auditOf(guest.userId)).toEqual([['member.joined', { invitationId: invitation.id, role: 'viewer' }]]);
  });

  it('A-1 adds a workspace to those that a person has', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(await newWorkspace());
    await invite(workspace, owner.email);
    await accept(owner, await tokenOf(owner.email));
    const { data } = (await (await owner.ask('/api/workspaces')).json()) as { data: unknown[] };
    expect(data).toHaveLength(2);
  });

  it('A-1 makes one member of ten who use one link at once', async () => {
    const { workspace, guest, token } = await invited();
    const outcomes = await Promise.all(Array.from({ length: 10 }, async () => outcomeOf(await accept(guest, token))));
    expect(outcomes.filter((outcome) => outcome === '200')).toHaveLength(1);
    expect(new Set(outcomes.filter((outcome) => outcome !== '200'))).toEqual(new Set(['410 invalid_link']));
    const rows = await auditOf(guest.userId);
    expect([await roleOf(workspace.workspaceId, guest.userId), rows.length]).toEqual(['agent', 1]);
  });

  it('A-1 works once: who was removed cannot come back by the old link', async () => {
    const { workspace, guest, token } = await invited();
    await accept(guest, token);
    await guest.ask('/api/members/leave', { method: 'POST' });
    expect(await outcomeOf(await accept(guest, token))).toBe('410 invalid_link');
    expect(await outcomeOf(await preview(token))).toBe('410 invalid_link');
    expect(await roleOf(workspace.workspaceId, guest.userId)).toBeNull();
  });

  it('A-1 is for the address that was invited alone', async () => {
    const { workspace, guest, token } = await invited('admin');
    const other = await newStranger();
    expect(await outcomeOf(await accept(other, token))).toBe('403 invitation_for_another');
    expect(await roleOf(workspace.workspaceId, other.userId)).toBeNull();
    expect(await outcomeOf(await accept(guest, token))).toBe('200');
  });

  it('A-1 refuses a link that has expired, as one that never was', async () => {
    const { workspace, guest, invitation, token } = await invited();
    pass(INVITATION_LIFE_MS);
    const later = await signedIn(guest);
    for (const text of [token, 'A'.repeat(32)]) {
      expect(await outcomeOf(await accept(later, text))).toBe('410 invalid_link');
      expect(await outcomeOf(await preview(text))).toBe('410 invalid_link');
    }
    expect(await statusOf(workspace, invitation.id)).toBe('expired');
  });

  it('A-1 says so to who is a member by another way meanwhile', async () => {
    const { workspace, guest, token } = await invited('admin');
    await bindings.DB.prepare('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)')
      .bind(workspace.workspaceId, guest.userId, 'viewer', Date.now())
      .run();
    expect(await outcomeOf(await accept(guest, token))).toBe('409 already_member');
    expect(await roleOf(workspace.workspaceId, guest.userId)).toBe('viewer');
  });

  it('A-2 is not done by a key, nor without a login', async () => {
    const { workspace, token } = await invited();
    expect(await outcomeOf(await post(workspace, '/api/invitations/accept', { token }))).toBe('403 forbidden');
    expect(await outcomeOf(await call('/api/invitations/accept', { body: { token } }))).toBe('401 unauthorized');
  });

  it('A-1 leads nowhere when who invited may not invite so any more', async () => {
    const workspace = await newWorkspace();
    const [owner, admin, guest] = [await ownerOf(workspace), await newMember(workspace, 'admin'), await newStranger()];
    await admin.ask('/api/invitations', { body: { email: guest.email, role: 'admin' } });
    const token = await tokenOf(guest.email);
    await owner.ask(`/api/members/${admin.userId}`, { method: 'PATCH', body: { role: 'agent' } });
    expect(await outcomeOf(await accept(guest, token))).toBe('410 invalid_link');
  });
});

describe('POST /api/invitations/{id}/resend and DELETE', () => {
  it('A-1 sends another link, and the one before it is dead', async () => {
    const workspace = await newWorkspace();
    const guest = await newStranger();
    const { id, expiresAt } = await invite(workspace, guest.email);
    const first = await tokenOf(guest.email);
    pass(INVITATION_LIFE_MS + 1);
    const again = await post(workspace, `/api/invitations/${id}/resend`);
    const renewed = invitationSchema.parse(await again.json());
    expect([renewed.status, Date.parse(renewed.expiresAt) > Date.parse(expiresAt)]).toEqual(['pending', true]);
    const second = await tokenOf(guest.email);
    expect(await outcomeOf(await preview(first))).toBe('410 invalid_link');
    expect(await outcomeOf(await preview(second))).toBe('200');
    expect((await auditOf(id)).map(([action]) => action)).toEqual(['invitation.created', 'invitation.resent']);
  });

  it('A-1 revokes a link for good, as often as it is asked', async () => {
    const workspace = await newWorkspace();
    const email = newEmail();
    const { id } = await invite(workspace, email);
    const token = await tokenOf(email);
    expect([await revoke(workspace, id), await revoke(workspace, id)]).toEqual(['204', '204']);
    expect(await outcomeOf(await preview(token))).toBe('410 invalid_link');
    expect(await outcomeOf(await post(workspace, `/api/invitations/${id}/resend`))).toBe('409 conflict');
    expect((await auditOf(id)).map(([action]) => action)).toEqual(['invitation.created', 'invitation.revoked']);
    await invite(workspace, email);
  });

  it('A-1 leaves an accepted invitation as it is', async () => {
    const workspace = await newWorkspace();
    const guest = await newStranger();
    const { id } = await invite(workspace, guest.email);
    await accept(guest, await tokenOf(guest.email));
    expect(await revoke(workspace, id)).toBe('409 conflict');
    expect(await outcomeOf(await post(workspace, `/api/invitations/${id}/resend`))).toBe('409 conflict');
  });

  it('A-1 lets an admin not touch the invitation of an owner', async () => {
    const workspace = await newWorkspace();
    const [owner, admin] = [await ownerOf(workspace), await newMember(workspace, 'admin')];
    const made = await owner.ask('/api/invitations', { body: { email: newEmail(), role: 'owner' } });
    const path = `/api/invitations/${((await made.json()) as Invitation).id}`;
    expect(await outcomeOf(await admin.ask(path, { method: 'DELETE' }))).toBe('403 role_not_allowed');
    expect(await outcomeOf(await admin.ask(`${path}/resend`, { method: 'POST' }))).toBe('403 role_not_allowed');
  });

  it('A-4 answers 404 for invitations of other workspaces', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const { id } = await invite(theirs, newEmail());
    expect(await revoke(mine, id)).toBe('404 not_found');
    expect(await outcomeOf(await post(mine, `/api/invitations/${id}/resend`))).toBe('404 not_found');
    expect(await statusOf(theirs, id)).toBe('pending');
  });
});

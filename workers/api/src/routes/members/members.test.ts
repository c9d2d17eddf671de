import { memberSchema, pageSchema } from '@waqtor/contracts';
import type { CurrentUser, Member, Role, ServerFrame } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { RECENT_AUTHENTICATION_MS } from '../../middleware/access/recent-authentication.ts';
import { ORIGIN, bindings, call, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { auditOf, newMember, newStranger, outcomeOf, ownerOf, roleOf } from '../../testing/people.ts';
import type { TestPerson } from '../../testing/people.ts';
import { newKey } from '../../testing/test-keys.ts';
import { TestSocket, until } from '../../testing/test-socket.ts';

const changeRole = async (by: TestPerson, userId: string, role: Role): Promise<string> =>
  outcomeOf(await by.ask(`/api/members/${userId}`, { method: 'PATCH', body: { role } }));
const remove = async (by: TestPerson, userId: string): Promise<string> =>
  outcomeOf(await by.ask(`/api/members/${userId}`, { method: 'DELETE' }));
const leave = async (person: TestPerson): Promise<string> =>
  outcomeOf(await person.ask('/api/members/leave', { method: 'POST' }));
const transfer = async (by: TestPerson, userId: string): Promise<string> =>
  outcomeOf(await by.ask(`/api/members/${userId}/transfer-ownership`, { method: 'POST' }));
const membersOf = async (person: TestPerson): Promise<Member[]> => {
  const page = pageSchema(memberSchema).parse(await (await person.ask('/api/members')).json());
  expect(page).toMatchObject({ nextCursor: null, hasMore: false });
  return page.data;
};
const ownersIn = async ({ workspaceId }: TestWorkspace): Promise<number> => {
  const row = await bindings.DB.prepare("SELECT COUNT(*) AS n FROM members WHERE workspace_id = ? AND role = 'owner'")
    .bind(workspaceId)
    .first<{ n: number }>();
  return row?.n ?? 0;
};

/** Live connections of a member, by ticket and by a key of theirs; what closes them is collected. */
const connectAs = async (workspace: TestWorkspace, person: TestPerson): Promise<CloseEvent[][]> => {
  const key = await newKey({ ...workspace, userId: person.userId });
  const ip = { 'cf-connecting-ip': freshIp() };
  const { ticket } = (await (await person.ask('/api/ws/ticket', { method: 'POST', headers: ip })).json()) as {
    ticket: string;
  };
  const connect = async (headers: Record<string, string>): Promise<CloseEvent[]> => {
    const { webSocket } = await call('/ws', { headers: { upgrade: 'websocket', ...ip, ...headers } });
    if (!webSocket) throw new Error('The upgrade was refused.');
    const closed: CloseEvent[] = [];
    webSocket.addEventListener('close', (event) => void closed.push(event));
    webSocket.accept();
    return closed;
  };
  return [
    await connect({ origin: ORIGIN, 'sec-websocket-protocol': `waqtor.v1, ticket.${ticket}` }),
    await connect({ 'x-api-key': key.text }),
  ];
};
const areClosed = (sockets: CloseEvent[][]) =>
  until(
    () => sockets.map(([close]) => close?.code),
    (codes) => codes.every((code) => code === 4401),
  );

describe('GET /api/members', () => {
  it('A-1 lists who belongs to the workspace, in the order of joining, and says who asks', async () => {
    const workspace = await newWorkspace();
    const agent = await newMember(workspace, 'agent');
    const members = await membersOf(agent);
    expect(members.map(({ userId, role, isYou }) => [userId, role, isYou])).toEqual([
      [workspace.userId, 'owner', false],
      [agent.userId, 'agent', true],
    ]);
    expect(members[1]).toMatchObject({ name: 'Owner', email: agent.email, avatarUrl: null, hasSecondFactor: false });
  });

  it('A-1 is not for viewers', async () => {
    const viewer = await newMember(await newWorkspace(), 'viewer');
    expect(await outcomeOf(await viewer.ask('/api/members'))).toBe('403 forbidden');
  });
});

describe('PATCH /api/members/{userId}', () => {
  it('A-1 gives another role, which counts at once for the person and their keys', async () => {
    const workspace = await newWorkspace();
    const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'admin')];
    const key = await newKey({ ...workspace, userId: agent.userId });
    expect((await call('/api/keys', { key: key.text })).status).toBe(200);
    expect(await changeRole(owner, agent.userId, 'viewer')).toBe('200');
    expect(await outcomeOf(await agent.ask('/api/keys'))).toBe('403 forbidden');
    expect(await outcomeOf(await call('/api/keys', { key: key.text }))).toBe('403 forbidden');
    expect(await auditOf(agent.userId)).toEqual([['member.role_changed', { from: 'admin', to: 'viewer' }]]);
  });

  it('H-5 lets open sockets follow the new role at once: what it may not follow any more ends, they stay', async () => {
    const workspace = await newWorkspace();
    const [owner, demoted] = [await ownerOf(workspace), await newMember(workspace, 'admin')];
    const key = await newKey({ ...workspace, userId: demoted.userId });
    const answer = await call('/ws', { headers: { upgrade: 'websocket', 'x-api-key': key.text } });
    const socket = new TestSocket<ServerFrame>(answer);
    socket.send({ type: 'subscribe', topics: ['message', 'webhook'] });
    const topics = () => socket.of('subscribed').map((frame) => frame.topics);
    await until(topics, (sets) => sets.length === 1);
    expect(await changeRole(owner, demoted.userId, 'viewer')).toBe('200');
    await until(topics, (sets) => sets.length === 2);
    expect(topics()).toEqual([['message', 'webhook'], ['message']]);
    socket.close();
  });

  it('A-1 leaves no row of a role that was given before', async () => {
    const workspace = await newWorkspace();
    const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'agent')];
    expect(await changeRole(owner, agent.userId, 'agent')).toBe('200');
    expect(await auditOf(agent.userId)).toEqual([]);
  });

  it('A-1 lets an admin make agents admins, but touch no owner and no admin, and make no owner', async () => {
    const workspace = await newWorkspace();
    const [admin, peer, agent] = [
      await newMember(workspace, 'admin'),
      await newMember(workspace, 'admin'),
      await newMember(workspace, 'agent'),
    ];
    const refused = '403 role_not_allowed';
    expect(await changeRole(admin, workspace.userId, 'viewer')).toBe(refused);
    expect(await changeRole(admin, peer.userId, 'viewer')).toBe(refused);
    expect(await changeRole(admin, admin.userId, 'owner')).toBe(refused);
    expect(await changeRole(admin, agent.userId, 'owner')).toBe(refused);
    expect(await remove(admin, workspace.userId)).toBe(refused);
    expect(await remove(admin, peer.userId)).toBe(refused);
    expect(await changeRole(admin, agent.userId, 'admin')).toBe('200');
    expect(await roleOf(workspace.workspaceId, workspace.userId)).toBe('owner');
  });

  it('A-1 asks for password or second factor where ownership is given or taken', async () => {
    const workspace = await newWorkspace();
    const [owner, second, agent] = [
      await ownerOf(workspace),
      await newMember(workspace, 'owner'),
      await newMember(workspace, 'agent'),
    ];
    pass(RECENT_AUTHENTICATION_MS);
    const refused = '403 recent_authentication_required';
    expect(await changeRole(owner, agent.userId, 'owner')).toBe(refused);
    expect(await changeRole(owner, second.userId, 'viewer')).toBe(refused);
    expect(await remove(owner, second.userId)).toBe(refused);
    expect(await transfer(owner, agent.userId)).toBe(refused);
    expect(await changeRole(owner, agent.userId, 'admin')).toBe('200');
  });

  it('A-1 keeps the last owner', async () => {
    const workspace = await newWorkspace();
    const owner = await ownerOf(workspace);
    expect(await changeRole(owner, owner.userId, 'admin')).toBe('409 last_owner');
    expect(await remove(owner, owner.userId)).toBe('409 last_owner');
    expect(await leave(owner)).toBe('409 last_owner');
    expect(await auditOf(owner.userId)).toEqual([]);
  });

  it('A-2 keeps ownership out of the reach of keys, and roles out of the reach of narrow ones', async () => {
    const workspace = await newWorkspace();
    const agent = await newMember(workspace, 'agent');
    const by = async (key: string, role: Role, userId = agent.userId) =>
      outcomeOf(await call(`/api/members/${userId}`, { method: 'PATCH', key, body: { role } }));
    const narrow = (await newKey(workspace, { scopes: ['members:write'] })).text;
    expect(await by(workspace.apiKey, 'owner')).toBe('403 role_not_allowed');
    expect(await by(workspace.apiKey, 'viewer', workspace.userId)).toBe('403 role_not_allowed');
    expect(await by(narrow, 'admin')).toBe('403 forbidden');
    expect(await by(workspace.apiKey, 'viewer')).toBe('200');
  });

  it.each<[string, unknown]>([
    ['an unknown role', { role: 'god' }],
    ['an unknown field', { role: 'viewer', name: 'x' }],
    ['no role', {}],
  ])('A-1 refuses %s', async (_title, body) => {
    const workspace = await newWorkspace();
    const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'agent')];
    const problem = await problemIn(await owner.ask(`/api/members/${agent.userId}`, { method: 'PATCH', body }));
    expect([problem.status, problem.code]).toEqual([422, 'validation_failed']);
  });

  it('A-4 answers 404 for members of other workspaces and for nobody', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const owner = await ownerOf(mine);
    const stranger = await newMember(theirs, 'viewer');
    for (const userId of [stranger.userId, 'usr_00000000000000000000000000', 'x']) {
      expect(await changeRole(owner, userId, 'viewer')).toBe('404 not_found');
      expect(await remove(owner, userId)).toBe('404 not_found');
      expect(await transfer(owner, userId)).toBe('404 not_found');
    }
    expect(await roleOf(theirs.workspaceId, stranger.userId)).toBe('viewer');
  });
});

describe('DELETE /api/members/{userId}', () => {
  it('A-1 ends the keys and invitations of whom it removes, and their login works elsewhere', async () => {
    const workspace = await newWorkspace();
    const elsewhere = await newWorkspace();
    const [owner, admin] = [await ownerOf(workspace), await newMember(workspace, 'admin')];
    await bindings.DB.prepare('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)')
      .bind(elsewhere.workspaceId, admin.userId, 'agent', Date.now() + 1)
      .run();
    const key = await newKey({ ...workspace, userId: admin.userId });
    expect((await call('/api/user', { key: key.text })).status).toBe(200);
    const invited = await admin.ask('/api/invitations', { body: { email: 'friend@waqtor.test', role: 'admin' } });
    const { id } = (await invited.json()) as { id: string };

    expect(await remove(owner, admin.userId)).toBe('204');

    expect(await outcomeOf(await call('/api/user', { key: key.text }))).toBe('401 invalid_api_key');
    const me = (await (await admin.ask('/api/user')).json()) as CurrentUser;
    expect([me.workspace?.id, me.role]).toEqual([elsewhere.workspaceId, 'agent']);
    const { results } = await bindings.DB.prepare('SELECT revoked_at AS at FROM invitations WHERE id = ?')
      .bind(id)
      .all<{ at: number | null }>();
    expect(results[0]?.at).toBeGreaterThan(0);
    expect(await auditOf(admin.userId)).toEqual([['member.removed', { role: 'admin' }]]);
    expect(await remove(owner, admin.userId)).toBe('404 not_found');
  });

  it('A-1 closes the sockets of whom it removes, and of their keys', async () => {
    const workspace = await newWorkspace();
    const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'agent')];
    const sockets = await connectAs(workspace, agent);
    expect(await remove(owner, agent.userId)).toBe('204');
    await areClosed(sockets);
  });

  it('A-1 keeps the keys ended when the person comes back', async () => {
    const workspace = await newWorkspace();
    const [owner, agent] = [await ownerOf(workspace), await newMember(workspace, 'agent')];
    const key = await newKey({ ...workspace, userId: agent.userId });
    await remove(owner, agent.userId);
    await bindings.DB.prepare('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)')
      .bind(workspace.workspaceId, agent.userId, 'agent', Date.now())
      .run();
    expect(await outcomeOf(await call('/api/user', { key: key.text }))).toBe('401 invalid_api_key');
  });

  it('A-1 leaves one owner of two who remove each other at once', async () => {
    const workspace = await newWorkspace();
    const [one, two] = [await ownerOf(workspace), await newMember(workspace, 'owner')];
    const outcomes = await Promise.all([remove(one, two.userId), remove(two, one.userId)]);
    expect(outcomes.filter((outcome) => outcome === '204')).toHaveLength(1);
    expect(await ownersIn(workspace)).toBe(1);
  });
});

describe('POST /api/members/leave', () => {
  it('A-1 takes anybody out of the workspace, viewers too', async () => {
    const workspace = await newWorkspace();
    const viewer = await newMember(workspace, 'viewer');
    expect(await leave(viewer)).toBe('204');
    expect(await roleOf(workspace.workspaceId, viewer.userId)).toBeNull();
    expect(await auditOf(viewer.userId)).toEqual([['member.left', { role: 'viewer' }]]);
    expect(await outcomeOf(await viewer.ask('/api/settings'))).toBe('403 no_workspace');
    expect(await leave(viewer)).toBe('403 no_workspace');
  });

  it('A-1 keeps an owner of five who all leave at once', async () => {
    const workspace = await newWorkspace();
    const owners = [await ownerOf(workspace)];
    for (let n = 0; n < 4; n += 1) owners.push(await newMember(workspace, 'owner'));
    const outcomes = await Promise.all(owners.map(leave));
    expect(outcomes.filter((outcome) => outcome === '204')).toHaveLength(4);
    expect(outcomes.filter((outcome) => outcome === '409 last_owner')).toHaveLength(1);
    expect(await ownersIn(workspace)).toBe(1);
    const { results } = await bindings.DB.prepare(
      "SELECT id FROM audit_rows WHERE workspace_id = ? AND action = 'member.left'",
    )
      .bind(workspace.workspaceId)
      .all();
    expect(results).toHaveLength(4);
  });

  it('A-1 keeps an owner when one leaves while the other steps down', async () => {
    const workspace = await newWorkspace();
    const [one, two] = [await ownerOf(workspace), await newMember(workspace, 'owner')];
    const outcomes = await Promise.all([leave(one), changeRole(two, two.userId, 'viewer')]);
    expect(outcomes.filter((outcome) => outcome === '409 last_owner')).toHaveLength(1);
    expect(await ownersIn(workspace)).toBe(1);
  });
});

describe('POST /api/members/{userId}/transfer-ownership', () => {
  it('A-1 makes the member an owner and the owner an admin', async () => {
    const workspace = await newWorkspace();
    const [owner, viewer] = [await ownerOf(workspace), await newMember(workspace, 'viewer')];
    expect(await transfer(owner, viewer.userId)).toBe('200');
    const { workspaceId } = workspace;
    expect([await roleOf(workspaceId, owner.userId), await roleOf(workspaceId, viewer.userId)]).toEqual([
      'admin',
      'owner',
    ]);
    expect(await auditOf(viewer.userId)).toEqual([['workspace.ownership_transferred', { from: 'viewer' }]]);
    expect(await transfer(owner, viewer.userId)).toBe('403 role_not_allowed');
  });

  it('A-1 is not for admins, not to oneself, and makes one owner of five transfers at once', async () => {
    const workspace = await newWorkspace();
    const [owner, admin] = [await ownerOf(workspace), await newMember(workspace, 'admin')];
    expect(await transfer(admin, admin.userId)).toBe('403 role_not_allowed');
    expect(await transfer(owner, owner.userId)).toBe('409 conflict');
    const heirs = [admin];
    for (let n = 0; n < 4; n += 1) heirs.push(await newMember(workspace, 'agent'));
    const outcomes = await Promise.all(heirs.map((heir) => transfer(owner, heir.userId)));
    expect(outcomes.filter((outcome) => outcome === '200')).toHaveLength(1);
    expect(await ownersIn(workspace)).toBe(1);
  });

  it('A-1 is refused to somebody who is a member of nothing', async () => {
    const stranger = await newStranger();
    expect(await transfer(stranger, stranger.userId)).toBe('403 no_workspace');
  });
});

import { DEFAULT_SETTINGS, workspaceListSchema, workspaceSchema } from '@waqtor/contracts';
import type { CurrentUser, Workspace } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { bindings, newWorkspace, problemIn, signIn, call } from '../../testing/api-client.ts';
import { auditOf, newMember, newStranger, outcomeOf, ownerOf } from '../../testing/people.ts';
import type { TestPerson } from '../../testing/people.ts';
import { MAX_OWNED_WORKSPACES } from './create-workspace.ts';

const create = async (person: TestPerson, name = 'Second shop'): Promise<Workspace> => {
  const response = await person.ask('/api/workspaces', { body: { name } });
  if (response.status !== 201) throw new Error(`POST /api/workspaces: ${await outcomeOf(response)}`);
  return workspaceSchema.parse(await response.json());
};
const list = async (person: TestPerson): Promise<Workspace[]> =>
  workspaceListSchema.parse(await (await person.ask('/api/workspaces')).json()).data;
const whoAmI = async (person: TestPerson): Promise<CurrentUser> => (await person.ask('/api/user')).json();

describe('POST /api/workspaces', () => {
  it('A-1 makes its creator the owner, and the login works there', async () => {
    const person = await newStranger();
    expect((await whoAmI(person)).workspace).toBeNull();
    const made = await create(person, '  متجر الواحة ');
    expect(made).toMatchObject({ name: 'متجر الواحة', role: 'owner', isCurrent: true, memberCount: 1 });
    expect(await whoAmI(person)).toMatchObject({ role: 'owner', workspace: { id: made.id, name: 'متجر الواحة' } });
    expect(await auditOf(made.id)).toEqual([['workspace.created', {}]]);
  });

  it('A-1 gives it a default session that answers, the default settings, and closed gates', async () => {
    const person = await newStranger();
    await create(person);
    const state = (await (await person.ask('/api/session/state')).json()) as object;
    expect(state).toMatchObject({ name: 'Main', isDefault: true });
    expect(await (await person.ask('/api/settings')).json()).toEqual({ name: 'Second shop', ...DEFAULT_SETTINGS });
    const gates = (await (await person.ask('/api/gates')).json()) as { data: { isLocked: boolean }[] };
    expect(gates.data.map((gate) => gate.isLocked)).not.toContain(false);
  });

  it('A-1 keeps to the limit of a person, however many ask at once, and leaves nothing half-done', async () => {
    const person = await newStranger();
    const answers = await Promise.all(
      Array.from({ length: MAX_OWNED_WORKSPACES + 4 }, () => person.ask('/api/workspaces', { body: { name: 'x' } })),
    );
    const outcomes = await Promise.all(answers.map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome === '201')).toHaveLength(MAX_OWNED_WORKSPACES);
    expect(outcomes.filter((outcome) => outcome === '409 too_many')).toHaveLength(4);
    const owned = await list(person);
    expect(owned).toHaveLength(MAX_OWNED_WORKSPACES);
    const { results } = await bindings.DB.prepare(
      "SELECT target_id FROM audit_rows WHERE action = 'workspace.created' AND actor_id = ?",
    )
      .bind(person.userId)
      .all();
    expect(results).toHaveLength(MAX_OWNED_WORKSPACES);
  });

  it.each<[string, string, object]>([
    ['no name', '/name', {}],
    ['a name of spaces', '/name', { name: '   ' }],
    ['a name of 101 characters', '/name', { name: 'x'.repeat(101) }],
    ['a field that is not known', '', { name: 'x', isUnlocked: true }],
  ])('A-1 refuses %s', async (_title, pointer, body) => {
    const person = await newStranger();
    const problem = await problemIn(await person.ask('/api/workspaces', { body }));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
    expect(await list(person)).toEqual([]);
  });
});

describe('GET /api/workspaces', () => {
  it('A-1 lists every workspace of the person with their role there, and no other', async () => {
    const [first, second] = [await newWorkspace(), await newWorkspace()];
    const person = await newMember(first, 'agent');
    await bindings.DB.prepare('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)')
      .bind(second.workspaceId, person.userId, 'viewer', Date.now() + 1)
      .run();
    expect(
      (await list(person)).map(({ id, role, isCurrent, memberCount }) => [id, role, isCurrent, memberCount]),
    ).toEqual([
      [first.workspaceId, 'agent', true, 2],
      [second.workspaceId, 'viewer', false, 2],
    ]);
  });
});

describe('POST /api/workspaces/{id}/switch', () => {
  it('A-1 has this login work in another workspace, and leaves other logins where they are', async () => {
    const workspace = await newWorkspace();
    const person = await ownerOf(workspace);
    const elsewhere = await signIn(person.email);
    const second = await create(person);
    expect(await outcomeOf(await person.ask(`/api/workspaces/${workspace.workspaceId}/switch`, { body: {} }))).toBe(
      '200',
    );
    expect((await whoAmI(person)).workspace?.id).toBe(workspace.workspaceId);
    const back = await person.ask(`/api/workspaces/${second.id}/switch`, { method: 'POST' });
    expect(workspaceSchema.parse(await back.json())).toMatchObject({ id: second.id, isCurrent: true });
    const other = (await (await call('/api/user', { headers: { cookie: elsewhere } })).json()) as CurrentUser;
    expect(other.workspace?.id).toBe(workspace.workspaceId);
  });

  it('A-4 answers 404 for a workspace that one is no member of, as for none', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const person = await ownerOf(mine);
    for (const id of [theirs.workspaceId, 'wsp_00000000000000000000000000', 'x', '%00']) {
      const response = await person.ask(`/api/workspaces/${id}/switch`, { method: 'POST' });
      expect([id, await outcomeOf(response)]).toEqual([id, '404 not_found']);
    }
    expect((await whoAmI(person)).workspace?.id).toBe(mine.workspaceId);
  });
});

import type { NewAuditRow, Role } from '@waqtor/contracts';
import { ORIGIN, bindings, call, newWorkspace, signIn } from './api-client.ts';
import type { CallOptions, TestWorkspace } from './api-client.ts';

/** Somebody who is signed in. */
export interface TestPerson {
  userId: string;
  email: string;
  cookie: string;
  /** A request by this person. */
  ask: (path: string, options?: CallOptions) => Promise<Response>;
}

/** A new login of somebody who exists. */
export const signedIn = async ({ userId, email }: { userId: string; email: string }): Promise<TestPerson> => {
  const cookie = await signIn(email);
  const ask: TestPerson['ask'] = (path, options = {}) =>
    call(path, { ...options, headers: { cookie, origin: ORIGIN, ...options.headers } });
  return { userId, email, cookie, ask };
};

/** The owner of a workspace, as a person. */
export const ownerOf = (workspace: TestWorkspace): Promise<TestPerson> => signedIn(workspace);

/** Somebody who is a member of nothing. */
export const newStranger = async (): Promise<TestPerson> => {
  const own = await newWorkspace();
  await bindings.DB.prepare('DELETE FROM members WHERE user_id = ?').bind(own.userId).run();
  return signedIn(own);
};

/** A member of the workspace whose login works there; of nothing else. */
export const newMember = async ({ workspaceId }: { workspaceId: string }, role: Role): Promise<TestPerson> => {
  const stranger = await newStranger();
  await bindings.DB.prepare('INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, ?)')
    .bind(workspaceId, stranger.userId, role, Date.now())
    .run();
  return stranger;
};

export const roleOf = async (workspaceId: string, userId: string): Promise<Role | null> => {
  const row = await bindings.DB.prepare('SELECT role FROM members WHERE workspace_id = ? AND user_id = ?')
    .bind(workspaceId, userId)
    .first<{ role: Role }>();
  return row?.role ?? null;
};

/** `action details` of the rows about one target, oldest first. */
export const auditOf = async (targetId: string): Promise<[NewAuditRow['action'], unknown][]> => {
  const { results } = await bindings.DB.prepare(
    'SELECT action, details FROM audit_rows WHERE target_id = ? ORDER BY at, id',
  )
    .bind(targetId)
    .all<{ action: NewAuditRow['action']; details: string }>();
  return results.map(({ action, details }) => [action, JSON.parse(details)]);
};

/** Status, and the code of a refusal. */
export const outcomeOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  return response.ok ? String(response.status) : `${response.status} ${(JSON.parse(text) as { code: string }).code}`;
};

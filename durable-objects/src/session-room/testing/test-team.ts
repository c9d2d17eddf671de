import { newId } from '@waqtor/core/id';
import { bindings } from './test-control.ts';

const run = (sql: string, ...values: unknown[]) =>
  bindings.DB.prepare(sql)
    .bind(...values)
    .run();

/** The workspace in D1, with a member in each of these roles; answers their ids. */
export const newTeam = async (workspaceId: string, ...roles: string[]): Promise<string[]> => {
  await run("INSERT INTO workspaces (id, name, created_at) VALUES (?, 'Shop', 1)", workspaceId);
  const people = [];
  for (const role of roles) {
    const id = newId('usr');
    await run(
      "INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES (?, 'P', ?, 1, 1, 1)",
      id,
      `${id}@waqtor.test`,
    );
    await run(
      'INSERT INTO members (workspace_id, user_id, role, created_at) VALUES (?, ?, ?, 1)',
      workspaceId,
      id,
      role,
    );
    people.push(id);
  }
  return people;
};

export const rowsOf = async (table: 'notifications' | 'audit_rows', workspaceId: string) =>
  (
    await bindings.DB.prepare(`SELECT * FROM ${table} WHERE workspace_id = ?`)
      .bind(workspaceId)
      .all<Record<string, string | number | null>>()
  ).results;

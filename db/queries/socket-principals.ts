import type { Principal, Role, Scope } from '@waqtor/contracts';
import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import { apiKeys, authSessions, members } from '../schema/index.ts';
import type { Database } from './database.ts';

/** What an open socket's owner may do now; role null: the person is no member of the workspace any more. */
export interface PresentPrincipal {
  role: Role | null;
  scopes: readonly Scope[];
  /** Addresses it may come from; empty: any. */
  ips: readonly string[];
}

/** D1 takes 100 bound parameters a statement. */
const CHUNK = 80;

const chunksOf = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, at) => list.slice(at * CHUNK, (at + 1) * CHUNK));

const presentKeys = async (db: Database, ids: string[], now: Date): Promise<[string, PresentPrincipal][]> => {
  const rows = await db
    .select({ id: apiKeys.id, role: members.role, scopes: apiKeys.scopes, ips: apiKeys.ips })
    .from(apiKeys)
    .innerJoin(members, and(eq(members.workspaceId, apiKeys.workspaceId), eq(members.userId, apiKeys.createdBy)))
    .where(
      and(
        inArray(apiKeys.id, ids),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
      ),
    );
  return rows.map(({ id, ...present }) => [id, present]);
};

const presentLogins = async (
  db: Database,
  workspaceId: string,
  ids: string[],
  now: Date,
): Promise<[string, PresentPrincipal][]> => {
  const rows = await db
    .select({ id: authSessions.id, role: members.role })
    .from(authSessions)
    .leftJoin(members, and(eq(members.workspaceId, workspaceId), eq(members.userId, authSessions.userId)))
    .where(and(inArray(authSessions.id, ids), gt(authSessions.expiresAt, now)));
  return rows.map(({ id, role }) => [id, { role, scopes: ['*'], ips: [] }]);
};

/**
 * The keys (by their id) and logins (by theirs) that still stand, of principals of one workspace. Missing: revoked,
 * expired, ended, or made by somebody who left.
 */
export const presentSocketPrincipals = async (
  db: Database,
  principals: readonly Principal[],
  now: Date,
): Promise<Map<string, PresentPrincipal>> => {
  const workspaceId = principals[0]?.workspaceId ?? '';
  const keys = principals.filter(({ kind }) => kind === 'key').map(({ id }) => id);
  const logins = principals.flatMap(({ kind, loginId }) => (kind === 'user' && loginId !== undefined ? [loginId] : []));
  const found: [string, PresentPrincipal][] = [];
  for (const ids of chunksOf(keys)) found.push(...(await presentKeys(db, ids, now)));
  for (const ids of chunksOf(logins)) found.push(...(await presentLogins(db, workspaceId, ids, now)));
  return new Map(found);
};

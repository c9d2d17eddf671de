import { and, count, eq, gt, isNull, or } from 'drizzle-orm';
import { apiKeys, invitations, members, sessions, webhookEndpoints } from '../schema/index.ts';
import type { Database } from './database.ts';
import { isPresent } from './sessions.ts';

export interface ResourceCounts {
  sessions: number;
  /** Members and open invitations: both take a place. */
  people: number;
  /** Keys that work. */
  liveKeys: number;
  webhooks: number;
}

/** What a workspace has of what is limited. */
export const countResources = async (db: Database, workspaceId: string, now: Date): Promise<ResourceCounts> => {
  const [ofSessions, ofMembers, ofInvitations, ofKeys, ofWebhooks] = await db.batch([
    db
      .select({ n: count() })
      .from(sessions)
      .where(and(eq(sessions.workspaceId, workspaceId), isPresent)),
    db.select({ n: count() }).from(members).where(eq(members.workspaceId, workspaceId)),
    db
      .select({ n: count() })
      .from(invitations)
      .where(
        and(
          eq(invitations.workspaceId, workspaceId),
          isNull(invitations.acceptedAt),
          isNull(invitations.revokedAt),
          gt(invitations.expiresAt, now),
        ),
      ),
    db
      .select({ n: count() })
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.workspaceId, workspaceId),
          isNull(apiKeys.revokedAt),
          or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now)),
        ),
      ),
    db.select({ n: count() }).from(webhookEndpoints).where(eq(webhookEndpoints.workspaceId, workspaceId)),
  ]);
  const total = (rows: { n: number }[]): number => rows[0]?.n ?? 0;
  return {
    sessions: total(ofSessions),
    people: total(ofMembers) + total(ofInvitations),
    liveKeys: total(ofKeys),
    webhooks: total(ofWebhooks),
  };
};

import { and, asc, count, eq, ne, sql } from 'drizzle-orm';
import { webhookEndpoints, workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';

export const findWebhookEndpoint = async (db: Database, workspaceId: string, id: string): Promise<boolean> => {
  const [row] = await db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.workspaceId, workspaceId)));
  return row !== undefined;
};

/** Oldest first; a workspace has few (the limit of `insertWebhookEndpoint`), so there is one page. */
export const listWebhookEndpoints = (db: Database, workspaceId: string): Promise<{ id: string }[]> =>
  db
    .select({ id: webhookEndpoints.id })
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.workspaceId, workspaceId))
    .orderBy(asc(webhookEndpoints.createdAt));

/**
 * True when it is in the index, also from before. False when the workspace has `max` others already, or is gone:
 * decided in one statement, so that parallel calls cannot exceed it.
 */
export const insertWebhookEndpoint = async (
  db: Database,
  endpoint: { id: string; workspaceId: string; max: number },
  now: Date,
): Promise<boolean> => {
  const present = db
    .select({ n: count() })
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.workspaceId, endpoint.workspaceId), ne(webhookEndpoints.id, endpoint.id)));
  const inserted = await db
    .insert(webhookEndpoints)
    .select(
      sql`SELECT ${endpoint.id}, ${workspaces.id}, ${now.getTime()} FROM ${workspaces}
        WHERE ${workspaces.id} = ${endpoint.workspaceId} AND (${present}) < ${endpoint.max}`,
    )
    .onConflictDoUpdate({ target: webhookEndpoints.id, set: { createdAt: sql`${webhookEndpoints.createdAt}` } })
    .returning({ id: webhookEndpoints.id });
  return inserted.length === 1;
};

export const deleteWebhookEndpoint = async (db: Database, workspaceId: string, id: string): Promise<void> => {
  await db
    .delete(webhookEndpoints)
    .where(and(eq(webhookEndpoints.id, id), eq(webhookEndpoints.workspaceId, workspaceId)));
};

import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { enrolmentCodes, hosts } from '../schema/index.ts';
import type { Database } from './database.ts';

/** Design §4: a code buys one registration within this time. */
export const ENROLMENT_CODE_TTL_MS = 15 * 60_000;

export const insertEnrolmentCode = async (
  db: Database,
  code: { codeHash: string; workspaceId: string | null },
  now: Date,
): Promise<void> => {
  await db
    .insert(enrolmentCodes)
    .values({ ...code, createdAt: now, expiresAt: new Date(now.getTime() + ENROLMENT_CODE_TTL_MS) });
};

/**
 * Spends the code and registers the key; answers the host's id, or null when the code is unknown, used or expired.
 * The same key with the same code answers the same host again, because the first answer may have been lost.
 */
export const enrolHost = async (
  db: Database,
  request: { codeHash: string; publicKey: string; name: string; newHostId: string },
  now: Date,
): Promise<string | null> => {
  const [code] = await db
    .update(enrolmentCodes)
    .set({ usedAt: now, usedByPublicKey: request.publicKey })
    .where(
      and(
        eq(enrolmentCodes.codeHash, request.codeHash),
        gt(enrolmentCodes.expiresAt, now),
        or(isNull(enrolmentCodes.usedAt), eq(enrolmentCodes.usedByPublicKey, request.publicKey)),
      ),
    )
    .returning();
  if (!code) return null;
  const [host] = await db
    .insert(hosts)
    .values({
      id: request.newHostId,
      workspaceId: code.workspaceId,
      name: request.name,
      publicKey: request.publicKey,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: hosts.publicKey,
      set: { name: request.name, workspaceId: code.workspaceId },
      // A revoked key stays revoked, whatever code comes with it.
      setWhere: isNull(hosts.revokedAt),
    })
    .returning({ id: hosts.id });
  return host?.id ?? null;
};

import type { NewAuditRow } from '@waqtor/contracts';
import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { enrolmentCodes, hosts } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

/** Design §4: a code buys one registration within this time. */
export const ENROLMENT_CODE_TTL_MS = 15 * 60_000;

const expiryOf = (now: Date): Date => new Date(now.getTime() + ENROLMENT_CODE_TTL_MS);

/** A code of the operator (`workspaceId` null), or of a test. */
export const insertEnrolmentCode = async (
  db: Database,
  code: { codeHash: string; workspaceId: string | null },
  now: Date,
): Promise<void> => {
  await db.insert(enrolmentCodes).values({ ...code, createdAt: now, expiresAt: expiryOf(now) });
};

/**
 * A code of a workspace, with its audit row; answers when it expires. Null when `max` of its codes are open (neither
 * used nor expired): decided in one statement, so that parallel calls cannot exceed it.
 */
export const addEnrolmentCode = async (
  db: Database,
  code: { codeHash: string; workspaceId: string },
  rule: { max: number; audit: NewAuditRow },
  now: Date,
): Promise<Date | null> => {
  const { codeHash, workspaceId } = code;
  const expiresAt = expiryOf(now);
  const open = db.$count(
    enrolmentCodes,
    and(eq(enrolmentCodes.workspaceId, workspaceId), isNull(enrolmentCodes.usedAt), gt(enrolmentCodes.expiresAt, now)),
  );
  const [inserted] = await db.batch([
    db
      .insert(enrolmentCodes)
      .select(
        sql`SELECT ${codeHash}, ${workspaceId}, ${expiresAt.getTime()}, NULL, NULL, ${now.getTime()}
          WHERE ${open} < ${rule.max}`,
      )
      .returning({ codeHash: enrolmentCodes.codeHash }),
    insertAuditRowAfter(db, rule.audit),
  ]);
  return inserted.length === 1 ? expiresAt : null;
};

/** They buy nothing any more, used or not. */
export const deleteExpiredEnrolmentCodes = async (db: Database, now: Date): Promise<void> => {
  await db.delete(enrolmentCodes).where(lte(enrolmentCodes.expiresAt, now));
};

interface Enrolment {
  codeHash: string;
  publicKey: string;
  name: string;
  newHostId: string;
}

/** The code, if it may be used by this key, and the host that the key belongs to already. */
const readEnrolment = async (db: Database, { codeHash, publicKey }: Enrolment, now: Date) => {
  const [[code], [known]] = await db.batch([
    db
      .select()
      .from(enrolmentCodes)
      .where(
        and(
          eq(enrolmentCodes.codeHash, codeHash),
          gt(enrolmentCodes.expiresAt, now),
          or(isNull(enrolmentCodes.usedAt), eq(enrolmentCodes.usedByPublicKey, publicKey)),
        ),
      ),
    db.select().from(hosts).where(eq(hosts.publicKey, publicKey)),
  ]);
  return { code, known };
};

/**
 * Spends the code and registers the key; answers the host's id, or null when the code is unknown, used or expired, or
 * the key was revoked or is that of a host of somebody else. The same key with the same code answers the same host again, because the first answer may have
 * been lost. `auditOf` makes the row for a workspace's code; it is written once, with the spending.
 */
export const enrolHost = async (
  db: Database,
  request: Enrolment,
  auditOf: (workspaceId: string, hostId: string) => NewAuditRow,
  now: Date,
): Promise<string | null> => {
  const { codeHash, publicKey } = request;
  const { code, known } = await readEnrolment(db, request, now);
  if (!code) return null;
  // A revoked key stays revoked, whatever code comes with it. One in use stays where it is: a public key is no secret,
  // and whoever knows it could otherwise take the host away from its workspace.
  if (known && (known.revokedAt !== null || known.workspaceId !== code.workspaceId)) return null;
  const spend = db
    .update(enrolmentCodes)
    .set({ usedAt: now, usedByPublicKey: publicKey })
    .where(and(eq(enrolmentCodes.codeHash, codeHash), isNull(enrolmentCodes.usedAt)));
  const isOurs = sql`EXISTS (SELECT 1 FROM ${enrolmentCodes}
    WHERE code_hash = ${codeHash} AND used_by_public_key = ${publicKey})`;
  const register = db
    .insert(hosts)
    .select(
      sql`SELECT ${request.newHostId}, ${code.workspaceId}, ${request.name}, ${publicKey}, ${now.getTime()}, NULL, NULL
        WHERE ${isOurs}`,
    )
    .onConflictDoUpdate({
      target: hosts.publicKey,
      set: { name: request.name },
      setWhere: and(isNull(hosts.revokedAt), sql`${hosts.workspaceId} IS ${code.workspaceId}`),
    })
    .returning({ id: hosts.id });
  // Two keys with one code at once: the transaction of the second one finds it spent, and registers nothing.
  const [host] =
    code.workspaceId === null
      ? (await db.batch([spend, register]))[1]
      : (
          await db.batch([
            spend,
            insertAuditRowAfter(db, auditOf(code.workspaceId, known?.id ?? request.newHostId)),
            register,
          ])
        )[2];
  return host?.id ?? null;
};

import type { Gate, NewAuditRow } from '@waqtor/contracts';
import { and, count, eq, gt, isNull, sql } from 'drizzle-orm';
import { accessCodes, gates, gateUnlocks, workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface GateTermsRecord {
  isUnlocked: boolean;
  subscriptionExpiresAt: Date | null;
  departures: { id: Gate; isGated: boolean }[];
  unlocks: { gate: Gate; unlockedUntil: Date }[];
}

/** What decides about the gates of a workspace, in one round trip; null when there is no such workspace. */
export const findGateTerms = async (db: Database, workspaceId: string): Promise<GateTermsRecord | null> => {
  const [[workspace], departures, unlocks] = await db.batch([
    db
      .select({ isUnlocked: workspaces.isUnlocked, subscriptionExpiresAt: workspaces.subscriptionExpiresAt })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId)),
    db.select().from(gates),
    db
      .select({ gate: gateUnlocks.gate, unlockedUntil: gateUnlocks.unlockedUntil })
      .from(gateUnlocks)
      .where(eq(gateUnlocks.workspaceId, workspaceId)),
  ]);
  return workspace ? { ...workspace, departures, unlocks } : null;
};

export interface NewAccessCode {
  id: string;
  workspaceId: string;
  codeHash: string;
  gates: Gate[];
  days: number;
  expiresAt: Date;
}

const isUsable = (workspaceId: string, now: Date) =>
  and(eq(accessCodes.workspaceId, workspaceId), isNull(accessCodes.usedAt), gt(accessCodes.expiresAt, now));

/** Codes of the workspace that could be used now; null when there is no such workspace. */
export const countUsableCodes = async (db: Database, workspaceId: string, now: Date): Promise<number | null> => {
  const [row] = await db
    .select({ n: count(accessCodes.id) })
    .from(workspaces)
    .leftJoin(accessCodes, isUsable(workspaceId, now))
    .where(eq(workspaces.id, workspaceId))
    .groupBy(workspaces.id);
  return row?.n ?? null;
};

/**
 * False when the workspace has `max` usable codes, or this very one: decided in one statement. Each usable code makes
 * a guess likelier to hit, and of two alike one would be lost with the other.
 */
export const insertAccessCode = async (
  db: Database,
  code: NewAccessCode,
  rule: { max: number; audit: NewAuditRow },
  now: Date,
): Promise<boolean> => {
  const usable = db.$count(accessCodes, isUsable(code.workspaceId, now));
  const same = db.$count(accessCodes, and(isUsable(code.workspaceId, now), eq(accessCodes.codeHash, code.codeHash)));
  const [inserted] = await db.batch([
    db
      .insert(accessCodes)
      .select(
        sql`SELECT ${code.id}, ${code.workspaceId}, ${code.codeHash}, ${JSON.stringify(code.gates)}, ${code.days},
          ${now.getTime()}, ${code.expiresAt.getTime()}, NULL WHERE ${usable} < ${rule.max} AND ${same} = 0`,
      )
      .returning({ id: accessCodes.id }),
    insertAuditRowAfter(db, rule.audit),
  ]);
  return inserted.length === 1;
};

/**
 * Spends a code and opens all its gates for its days, in one transaction; false when the code is unknown, used,
 * expired, of another workspace, or does not open `gate`. Gates that are open for longer stay so.
 */
export const unlockGates = async (
  db: Database,
  attempt: { workspaceId: string; gate: Gate; codeHash: string },
  audit: NewAuditRow,
  now: Date,
): Promise<boolean> => {
  const { workspaceId, gate, codeHash } = attempt;
  const opensGate = sql`EXISTS (SELECT 1 FROM json_each(${accessCodes.gates}) WHERE value = ${gate})`;
  const at = now.getTime();
  const [spent] = await db.batch([
    db
      .update(accessCodes)
      .set({ usedAt: now })
      .where(and(isUsable(workspaceId, now), eq(accessCodes.codeHash, codeHash), opensGate))
      .returning({ id: accessCodes.id }),
    insertAuditRowAfter(db, audit),
    // Of the code that the first statement spent, if it did: with the one that another request spent in the same
    // millisecond it writes again what is there.
    db
      .insert(gateUnlocks)
      .select(
        sql`SELECT ${workspaceId}, opened.value, ${at} + code.days * ${DAY_MS}, code.id, ${at}
          FROM ${accessCodes} AS code, json_each(code.gates) AS opened
          WHERE code.workspace_id = ${workspaceId} AND code.code_hash = ${codeHash} AND code.used_at = ${at}`,
      )
      .onConflictDoUpdate({
        target: [gateUnlocks.workspaceId, gateUnlocks.gate],
        set: {
          unlockedUntil: sql`excluded.unlocked_until`,
          codeId: sql`excluded.code_id`,
          createdAt: sql`excluded.created_at`,
        },
        setWhere: sql`excluded.unlocked_until > ${gateUnlocks.unlockedUntil}`,
      }),
  ]);
  return spent.length === 1;
};

/** What the operator grants a workspace; null when there is none of this id. */
export const changeTerms = async (
  db: Database,
  workspaceId: string,
  change: { isUnlocked?: boolean; subscriptionExpiresAt?: Date | null },
  audit: NewAuditRow,
): Promise<{ isUnlocked: boolean; subscriptionExpiresAt: Date | null } | null> => {
  const [changed] = await db.batch([
    db.update(workspaces).set(change).where(eq(workspaces.id, workspaceId)).returning({
      isUnlocked: workspaces.isUnlocked,
      subscriptionExpiresAt: workspaces.subscriptionExpiresAt,
    }),
    insertAuditRowAfter(db, audit),
  ]);
  return changed[0] ?? null;
};

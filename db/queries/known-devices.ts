import { eq, lt } from 'drizzle-orm';
import { knownDevices } from '../schema/index.ts';
import type { Database } from './database.ts';

/** `first`: the person never signed in before, as far as is known. */
export const standingOfDevice = async (
  db: Database,
  userId: string,
  device: string,
): Promise<'known' | 'new' | 'first'> => {
  const rows = await db
    .select({ device: knownDevices.device })
    .from(knownDevices)
    .where(eq(knownDevices.userId, userId));
  if (rows.length === 0) return 'first';
  return rows.some((row) => row.device === device) ? 'known' : 'new';
};

export const rememberDevice = async (db: Database, userId: string, device: string, seenAt: Date): Promise<void> => {
  await db
    .insert(knownDevices)
    .values({ userId, device, seenAt })
    .onConflictDoUpdate({ target: [knownDevices.userId, knownDevices.device], set: { seenAt } });
};

export const forgetDevicesBefore = async (db: Database, before: Date): Promise<void> => {
  await db.delete(knownDevices).where(lt(knownDevices.seenAt, before));
};

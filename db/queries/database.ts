import { drizzle } from 'drizzle-orm/d1';
import type { DrizzleD1Database } from 'drizzle-orm/d1';
import * as schema from '../schema/index.ts';

export type Database = DrizzleD1Database<typeof schema>;

/** Cheap: a wrapper around the binding, made once per request. */
export const openDatabase = (d1: D1Database): Database => drizzle(d1, { schema });

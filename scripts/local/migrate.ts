import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './build.ts';

/** The part of D1 that is used here; Miniflare's and the platform's both have it. */
interface Migrated {
  exec(sql: string): Promise<unknown>;
  prepare(sql: string): { bind(...values: unknown[]): unknown; all<T>(): Promise<{ results: T[] }> };
  batch(statements: never[]): Promise<unknown>;
}

/** Applies db/migrations in order; the table is the one that `wrangler d1 migrations apply` keeps. */
export const applyMigrations = async (db: Migrated): Promise<void> => {
  await db.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
  );
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const done = new Set(results.map((row) => row.name));
  const folder = path.join(ROOT, 'db/migrations');
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  for (const name of files.sort().filter((file) => !done.has(file))) {
    const statements = readFileSync(path.join(folder, name), 'utf8')
      .split('--> statement-breakpoint')
      .map((sql) => sql.trim())
      .filter(Boolean);
    await db.batch([
      ...statements.map((sql) => db.prepare(sql)),
      db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name),
    ] as never[]);
  }
};

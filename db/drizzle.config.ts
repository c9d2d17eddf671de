import { defineConfig } from 'drizzle-kit';

/** `drizzle-kit generate --config db/drizzle.config.ts` writes the next file of db/migrations; none is written by hand. */
export default defineConfig({
  dialect: 'sqlite',
  driver: 'd1-http',
  schema: './db/schema/index.ts',
  out: './db/migrations',
});

import { authAccounts, authSessions, authVerifications, users } from '@waqtor/db/schema';
import { getAuthTables } from 'better-auth/db';
import { getTableColumns } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { bindings } from '../testing/api-client.ts';
import { CREDENTIAL_ISSUER, authOf } from './auth.ts';

const TABLES = { user: users, session: authSessions, account: authAccounts, verification: authVerifications };

describe('tables of the sign-in library', () => {
  it.each(Object.entries(TABLES))('A-1 %s have every field that the library reads or writes', (model, table) => {
    const wanted = Object.keys(getAuthTables(authOf(bindings).options)[model]?.fields ?? {});
    expect(wanted.length).toBeGreaterThan(0);
    expect(Object.keys(getTableColumns(table))).toEqual(expect.arrayContaining(['id', ...wanted]));
  });

  it('A-1 name password accounts as the library does', async () => {
    const { createLocalAccountIssuer } = await import('@better-auth/core/db');
    expect(CREDENTIAL_ISSUER).toBe(createLocalAccountIssuer('credential'));
  });
});

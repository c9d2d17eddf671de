import { readFileSync } from 'node:fs';
import { ROLES, SCOPES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { ROLE_SCOPES } from '../permission/permission.ts';
import { MEMBERSHIP_RIGHTS } from './membership.ts';

const page = readFileSync(new URL('../../../../docs/how-to/members-and-roles.md', import.meta.url), 'utf8');

/** The rows of the table after a mark, without its heading. */
const tableAfter = (mark: string): string[][] => {
  const lines = page
    .slice(page.indexOf(`<!-- ${mark}:`))
    .split('\n')
    .slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  const rows = lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.filter((_, at) => at !== 1);
};

describe('docs/how-to/members-and-roles.md', () => {
  it('A-1 says of every scope which roles have it', () => {
    const scopes = SCOPES.filter((scope) => scope !== '*');
    expect(tableAfter('roles')).toEqual([
      ['scope', ...ROLES],
      ...scopes.map((scope) => [
        `\`${scope}\``,
        ...ROLES.map((role) => (ROLE_SCOPES[role].includes(scope) ? 'yes' : '–')),
      ]),
    ]);
  });

  it('A-1 says of every role what it may do to which', () => {
    const list = (roles: readonly string[]): string => (roles.length === 0 ? '–' : roles.join(', '));
    const [, ...rows] = tableAfter('membership');
    expect(rows).toEqual(
      ROLES.map((role) => [role, list(MEMBERSHIP_RIGHTS[role].grants), list(MEMBERSHIP_RIGHTS[role].manages)]),
    );
  });
});

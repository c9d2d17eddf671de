import { openDatabase } from '@waqtor/db/queries/database';
import { changeProfile } from '@waqtor/db/queries/users';
import type { ProfileChange, UserRecord } from '@waqtor/db/queries/users';
import type { ApiContext } from '../api.ts';
import { personAuditRow } from '../auth/person-audit-row.ts';
import { requireMatch } from '../http/etag.ts';
import { tryChange } from '../workspace/try-change.ts';
import { ownAccount, profileEtag } from './own-account.ts';

/** What the person changes of themselves, with a row that names the fields; both as they were before and are after. */
export const changeOwnProfile = (
  c: ApiContext,
  change: ProfileChange,
): Promise<{ before: UserRecord; after: UserRecord }> => {
  const person = c.get('person');
  const fields = Object.keys(change).join(' ');
  return tryChange(async () => {
    const before = await ownAccount(c);
    requireMatch(c, profileEtag(before));
    const after = { ...before, ...change };
    if (profileEtag(after) === profileEtag(before)) return { before, after };
    const entry = { action: 'user.changed', target: { kind: 'user', id: before.id }, details: { fields } } as const;
    const audit = await personAuditRow(c, person, entry);
    const isChanged = await changeProfile(openDatabase(c.env.DB), before, change, audit, new Date());
    return isChanged ? { before, after } : null;
  });
};

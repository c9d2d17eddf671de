import type { ChatNote } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findUser } from '@waqtor/db/queries/users';
import type { ApiContext } from '../api.ts';

/** The person who writes; null for a key, which stands for nobody. */
export const noteAuthorOf = async (c: ApiContext): Promise<ChatNote['author']> => {
  const { kind, id } = c.get('principal');
  const user = kind === 'user' ? await findUser(openDatabase(c.env.DB), id) : null;
  return user && { id: user.id, name: user.name };
};

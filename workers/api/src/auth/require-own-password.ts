import { WaqtorError } from '@waqtor/contracts';
import type { Credential } from '@waqtor/db/queries/credentials';
import { findCredential } from '@waqtor/db/queries/credentials';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiContext } from '../api.ts';
import { admitProof } from '../middleware/login-limiter/login-limiter.ts';
import { NO_PASSWORD_HASH, verifyPassword } from './password.ts';

/** The person who is signed in, after they showed their password; slowed like sign-in, counted on its own. */
export const requireOwnPassword = async (c: ApiContext, password: string): Promise<Credential> => {
  const { userId } = c.get('person');
  const attempt = await admitProof(c, 'password', userId);
  const person = await findCredential(openDatabase(c.env.DB), userId);
  const isRight = await verifyPassword({ hash: person?.passwordHash ?? NO_PASSWORD_HASH, password });
  if (!person || !isRight) throw new WaqtorError('invalid_credentials');
  await attempt.succeeded();
  return person;
};

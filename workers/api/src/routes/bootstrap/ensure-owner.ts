import type { bootstrapRequest } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { Database } from '@waqtor/db/queries/database';
import { findOwnedWorkspace, insertOwnedWorkspace } from '@waqtor/db/queries/owners';
import type { OwnedWorkspace } from '@waqtor/db/queries/owners';
import type * as z from 'zod';
import { CREDENTIAL_ISSUER } from '../../auth/auth.ts';
import { hashPassword } from '../../auth/password.ts';

/**
 * The owner with this e-mail, made if need be. Somebody who exists keeps the password they have: who knows the
 * bootstrap secret may start a deployment, not take over its accounts.
 */
export const ensureOwner = async (db: Database, input: z.infer<typeof bootstrapRequest>): Promise<OwnedWorkspace> => {
  const email = input.email.toLowerCase();
  const known = await findOwnedWorkspace(db, email);
  if (known) return known;
  const owner = {
    userId: newId('usr'),
    workspaceId: newId('wsp'),
    sessionId: newId('ses'),
    sessionName: input.sessionName,
  };
  try {
    await insertOwnedWorkspace(
      db,
      {
        ...owner,
        email,
        name: input.name,
        accountId: crypto.randomUUID(),
        issuer: CREDENTIAL_ISSUER,
        passwordHash: await hashPassword(input.password),
        workspaceName: input.workspaceName,
      },
      new Date(),
    );
    return owner;
  } catch (error) {
    // Two calls at once: the e-mail is unique, the other one was first.
    const winner = await findOwnedWorkspace(db, email);
    if (winner) return winner;
    throw error;
  }
};

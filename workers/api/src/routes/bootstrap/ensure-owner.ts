import { WaqtorError } from '@waqtor/contracts';
import type { bootstrapRequest } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { Database } from '@waqtor/db/queries/database';
import { findOwnedWorkspace, insertOwnedWorkspace } from '@waqtor/db/queries/owners';
import type { FoundWorkspace } from '@waqtor/db/queries/owners';
import { findDefaultSession, insertSession } from '@waqtor/db/queries/sessions';
import type * as z from 'zod';
import type { ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { CREDENTIAL_ISSUER } from '../../auth/auth.ts';
import { hashPassword } from '../../auth/password.ts';
import { operatorIn } from '../../middleware/operator/require-operator.ts';
import { MAX_SESSIONS } from '../../usage/resource-limits.ts';

type Owner = FoundWorkspace & { sessionId: string };

/** With a session: the workspace of somebody who deleted every one gets a new one. */
const withSession = async (c: ApiContext, db: Database, found: FoundWorkspace, name: string): Promise<Owner> => {
  const { sessionId, workspaceId } = found;
  if (sessionId !== null) return { ...found, sessionId };
  const id = newId('ses');
  const audit = auditRow(c, { action: 'session.created', target: { kind: 'session', id } }, operatorIn(workspaceId));
  const row = { id, workspaceId, name, max: MAX_SESSIONS, createdAt: new Date() };
  await insertSession(db, row, audit);
  // Two calls at once: the first of the two sessions is the default.
  const session = await findDefaultSession(db, workspaceId);
  if (!session) throw new WaqtorError('conflict');
  return { ...found, sessionId: session.id };
};

/**
 * The owner with this e-mail, made if need be. Somebody who exists keeps the password they have: who knows the
 * bootstrap secret may start a deployment, not take over its accounts.
 */
export const ensureOwner = async (
  c: ApiContext,
  db: Database,
  input: z.infer<typeof bootstrapRequest>,
): Promise<Owner> => {
  const email = input.email.toLowerCase();
  const known = await findOwnedWorkspace(db, email);
  if (known) return withSession(c, db, known, input.sessionName);
  const owner = { userId: newId('usr'), workspaceId: newId('wsp'), sessionId: newId('ses') };
  try {
    await insertOwnedWorkspace(
      db,
      {
        ...owner,
        sessionName: input.sessionName,
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
    if (winner) return withSession(c, db, winner, input.sessionName);
    throw error;
  }
};

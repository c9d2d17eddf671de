import { WaqtorError } from '@waqtor/contracts';
import type { Principal, Role, Scope } from '@waqtor/contracts';
import type { ApiContext } from '../api.ts';
import { findUserPrincipal } from '../middleware/access/user-principal.ts';
import { keyOfRequest } from '../keys/key-of-request.ts';

/** Who changes members: the person, or the creator of the key that does, narrowed by it. */
export interface Actor {
  kind: Principal['kind'];
  userId: string;
  workspaceId: string;
  role: Role;
  scopes: readonly Scope[];
}

export const actorOf = async (c: ApiContext): Promise<Actor> => {
  const { kind, id, workspaceId, role, scopes } = c.get('principal');
  const userId = kind === 'user' ? id : (await keyOfRequest(c, id)).createdBy;
  return { kind, userId, workspaceId, role, scopes };
};

/** For routes of people alone: the person as a member of the workspace that their login works in. */
export const memberPrincipal = async (c: ApiContext): Promise<Principal> => {
  const principal = await findUserPrincipal(c, c.get('person'));
  if (!principal) throw new WaqtorError('no_workspace');
  return principal;
};

/** The audit actor for what a person does in a workspace that they are only coming to. */
export const personIn = (c: ApiContext, workspaceId: string) => ({
  kind: 'user' as const,
  id: c.get('person').userId,
  workspaceId,
});

import { WaqtorError, idSchema } from '@waqtor/contracts';
import type { Host } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findActiveHost, listActiveHosts } from '@waqtor/db/queries/hosts';
import type { HostRecord } from '@waqtor/db/queries/hosts';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';
import { fleetOf, reach } from '../objects.ts';
import { renderHost } from './render-host.ts';

/** A statement of D1 takes 100 parameters. */
const MAX_OPERATOR_HOSTS = 90;

/** `:id` of a host. Its form is not checked by the router: a malformed id is as unknown as a foreign one. */
export const hostParams = parameters(z.object({ id: z.string().max(100) }));

export const hostIdOf = (params: { id: string }): string => {
  if (!idSchema('hst').safeParse(params.id).success) throw new WaqtorError('not_found');
  return params.id;
};

/**
 * Hosts of the principal's workspace, and those of the operator that serve a session of it, oldest enrolment first.
 * `unavailable` when the fleet does not answer: that nothing is known must not look as if nothing were connected.
 */
export const visibleHosts = async (c: ApiContext): Promise<Host[]> => {
  const { workspaceId } = c.get('principal');
  const told = await reach(() => fleetOf(c.env).listHosts(workspaceId), { isRepeatable: true });
  const ofOperator = told.filter((host) => host.workspaceId === null).map(({ hostId }) => hostId);
  const records = await listActiveHosts(openDatabase(c.env.DB), workspaceId, ofOperator.slice(0, MAX_OPERATOR_HOSTS));
  const byId = new Map(told.map((host) => [host.hostId, host]));
  const visible = new Set(records.map(({ id }) => id));
  return records.map((record) => renderHost(record, byId.get(record.id), visible));
};

/** One of them; `not_found` for anything else. */
export const visibleHost = async (c: ApiContext, hostId: string): Promise<Host> => {
  const host = (await visibleHosts(c)).find((each) => each.hostId === hostId);
  if (!host) throw new WaqtorError('not_found');
  return host;
};

/**
 * A host that the workspace may change: its own. One of the operator that serves it is seen, so that the answer is
 * `forbidden`; every other one is `not_found`.
 */
export const ownHostOfRequest = async (c: ApiContext, hostId: string): Promise<HostRecord> => {
  const host = await findActiveHost(openDatabase(c.env.DB), hostId);
  if (host?.workspaceId === c.get('principal').workspaceId) return host;
  if (host?.workspaceId === null) {
    await visibleHost(c, hostId);
    throw new WaqtorError('forbidden');
  }
  throw new WaqtorError('not_found');
};

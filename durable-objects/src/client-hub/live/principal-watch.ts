import type { Principal } from '@waqtor/contracts';
import { isIpAllowed } from '@waqtor/core/ip-allow/ip-allow';
import { mayFollowTopic } from '@waqtor/core/hub/topic-access';
import { isAllowed } from '@waqtor/core/permission/permission';
import { openDatabase } from '@waqtor/db/queries/database';
import { presentSocketPrincipals, type PresentPrincipal } from '@waqtor/db/queries/socket-principals';
import type { Connection } from './connection.ts';
import type { LiveSide } from './live-side.ts';
import { sendSubscribed } from './subscriptions.ts';

/**
 * Asks D1 again who the open sockets belong to (design §10): a key or login that ended loses its sockets within a
 * minute though no hint came, and a role or scope that changed is followed. Armed only while sockets exist.
 */
export const PRINCIPALS_JOB = 'principals';
export const PRINCIPALS_INTERVAL_MS = 60_000;

/** A person's sockets hang on the login they came by, a key's on the key. */
const subjectOf = ({ kind, id, loginId }: Principal): string => (kind === 'key' ? id : (loginId ?? id));

/** The handler of PRINCIPALS_JOB; throws when D1 cannot be asked (and is called again), undefined without sockets. */
export const checkPrincipals = async (side: LiveSide, now: number): Promise<number | undefined> => {
  const open = side.connections.all();
  if (open.length === 0) return undefined;
  const principals = new Map(open.map(({ attachment: { principal } }) => [subjectOf(principal), principal]));
  const present = await presentSocketPrincipals(openDatabase(side.env.DB), [...principals.values()], new Date(now));
  // Those that came while D1 was asked were checked at their handshake.
  for (const connection of open) {
    if (connection.isOpen) follow(connection, present.get(subjectOf(connection.attachment.principal)));
  }
  return PRINCIPALS_INTERVAL_MS;
};

const follow = (connection: Connection, present: PresentPrincipal | undefined): void => {
  const { principal, ip } = connection.attachment;
  if (!present) return connection.close('unauthorized');
  const { role, scopes } = present;
  if (role === null || !isAllowed({ role, scopes }, 'events:read')) return connection.close('forbidden');
  if (!isIpAllowed(present.ips, ip)) return connection.close('forbidden');
  if (role === principal.role && scopes.join() === principal.scopes.join()) return;
  connection.setPrincipal({ ...principal, role, scopes });
  const { topics } = connection.attachment;
  const kept = topics.filter((topic) => mayFollowTopic(connection.attachment.principal, topic));
  connection.setTopics(kept);
  if (kept.length < topics.length) sendSubscribed(connection);
  connection.save();
};

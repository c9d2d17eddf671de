import { WaqtorError, idSchema } from '@waqtor/contracts';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../../api.ts';
import { requireHostSession } from '../../middleware/host-signature/host-signature.ts';
import { reach, roomOf } from '../../objects.ts';

/** The medium of a request by the host that holds the lease of its session; anybody else is refused. */
export const requireHostMedium = async (c: ApiContext): Promise<{ mediaId: string; session: SessionRecord }> => {
  const mediaId = idSchema('med').safeParse(c.req.param('id'));
  if (!mediaId.success) throw new WaqtorError('not_found');
  const { host, signed, session } = await requireHostSession(c, `media:${mediaId.data}`);
  const isHolder = await reach(() => roomOf(c.env, session.workspaceId, session.id).isHeldBy(host.id, signed.epoch), {
    isRepeatable: true,
  });
  if (!isHolder) throw new WaqtorError('not_lease_holder');
  return { mediaId: mediaId.data, session };
};

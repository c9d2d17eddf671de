import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, hostSchema } from '@waqtor/contracts';
import type { Api, ApiContext } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { hostIdOf, hostParams, ownHostOfRequest, visibleHost } from '../../hosts/visible-hosts.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { fleetOf, reach } from '../../objects.ts';

const ACTIONS = {
  drain: {
    summary: 'Empty a host: it gets no new session, and what it holds goes to other hosts',
    description:
      'It ends its sessions one by one. Those whose login another host sees go on there; the others wait with `host_draining` until the host is resumed or they are moved. `status` is `draining`, then `drained`. A host that never connected has nothing to drain (`conflict`).',
    audit: 'host.drained',
    isDraining: true,
  },
  resume: {
    summary: 'Let a host that was drained take sessions again',
    description: 'A host that never connected has nothing to resume (`conflict`).',
    audit: 'host.resumed',
    isDraining: false,
  },
} as const;

const routeOf = (action: keyof typeof ACTIONS) =>
  createRoute({
    method: 'post',
    path: `/hosts/{id}/${action}`,
    operationId: `${action}Host`,
    tags: ['Session hosts'],
    summary: ACTIONS[action].summary,
    description: ACTIONS[action].description,
    ...requires('hosts:write'),
    request: { params: hostParams },
    responses: { 202: json('Accepted; the host right after.', hostSchema), ...problems('not_found', 'conflict') },
  });

const setDraining = async (c: ApiContext, hostId: string, isDraining: boolean): Promise<void> => {
  const answer = await reach(() => fleetOf(c.env).setDraining(hostId, isDraining), { isRepeatable: true });
  if (answer.ok) return;
  // The fleet never heard of it, but it is enrolled.
  if (answer.code === 'not_found') throw new WaqtorError('conflict', { details: { reason: 'never_connected' } });
  throw new WaqtorError(answer.code, answer.details ? { details: answer.details } : {});
};

export const controlHost = (api: Api): void => {
  for (const action of ['drain', 'resume'] as const) {
    const { audit, isDraining } = ACTIONS[action];
    api.openapi(routeOf(action), async (c) => {
      const { id } = await ownHostOfRequest(c, hostIdOf(c.req.valid('param')));
      await audited(c, { action: audit, target: { kind: 'host', id } }, () => setDraining(c, id, isDraining));
      return c.json(await visibleHost(c, id), 202);
    });
  }
};

import type { NamedScope } from '@waqtor/contracts';
import type { ApiContext } from '../../api.ts';
import { groupAudit } from '../../audit/group-audit.ts';

/** The resource is the first part of the path: `messages`, `chats`, `media`, … */
const RESOURCE = /^\/api(?:\/v1)?\/([a-z-]+)/;

/**
 * G-7: that data of the workspace was read, once the answer is known. `any`: the route tells people of themselves
 * alone. Costs microseconds, because the rows are grouped.
 */
export const noteRead = (c: ApiContext, scope: NamedScope | 'any'): void => {
  if (scope === 'any' || (c.req.method !== 'GET' && c.req.method !== 'HEAD') || !c.res.ok) return;
  const resource = RESOURCE.exec(c.req.path)?.[1];
  if (resource !== undefined) groupAudit(c, { action: 'data.read', target: { kind: resource, id: null } });
};

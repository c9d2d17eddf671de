import type { AccessCode, Gate } from '@waqtor/contracts';
import { accessCodeSchema } from '@waqtor/contracts';
import { bindings, call, freshIp, newWorkspace } from './api-client.ts';
import type { TestWorkspace } from './api-client.ts';

export const OPERATOR = { 'x-waqtor-bootstrap': bindings.WAQTOR_BOOTSTRAP_SECRET ?? '' };

export const changeTermsOf = (workspaceId: string, body: object): Promise<Response> =>
  call(`/api/operator/workspaces/${workspaceId}`, { method: 'PATCH', headers: OPERATOR, body });

/** A workspace like any customer's: the first one of a deployment has every gate open. */
export const newLockedWorkspace = async (): Promise<TestWorkspace> => {
  const workspace = await newWorkspace();
  const response = await changeTermsOf(workspace.workspaceId, { isUnlocked: false });
  if (response.status !== 200) throw new Error(`terms: ${response.status} ${await response.text()}`);
  return workspace;
};

export const newCode = async (
  workspaceId: string,
  options: { gates?: Gate[]; days?: number; expiresInDays?: number } = {},
): Promise<AccessCode> => {
  const body = { workspaceId, gates: ['campaigns'], days: 30, ...options };
  const response = await call('/api/operator/access-codes', { headers: OPERATOR, body });
  if (response.status !== 201) throw new Error(`code: ${response.status} ${await response.text()}`);
  return accessCodeSchema.parse(await response.json());
};

/** From an address of its own, unless `ip` says from where. */
export const unlock = (key: string, code: string, options: { gate?: string; ip?: string } = {}): Promise<Response> =>
  call(`/api/gates/${options.gate ?? 'campaigns'}/unlock`, {
    key,
    headers: { 'cf-connecting-ip': options.ip ?? freshIp() },
    body: { code },
  });

/** Another code than each of these. */
export const wrongCode = (...codes: string[]): string => {
  for (let n = 0; ; n++) {
    const code = String(n).padStart(4, '0');
    if (!codes.includes(code)) return code;
  }
};

import type {
  ApiKey,
  CreatedApiKey,
  GateList,
  Invitation,
  Member,
  Page,
  Role,
  Scope,
  Usage,
  WorkspaceSettings,
} from '@waqtor/contracts';
import { request, requestWithEtag } from './request.ts';

const encode = encodeURIComponent;
const PAGE = 100;

export type SettingsChange = Partial<Omit<WorkspaceSettings, 'branding'>> & {
  branding?: Partial<Omit<WorkspaceSettings['branding'], 'logoUrl'>>;
};
export const getSettings = (signal: AbortSignal) => requestWithEtag<WorkspaceSettings>('/api/settings', { signal });
export const updateSettings = (body: SettingsChange, etag: string | undefined) =>
  requestWithEtag<WorkspaceSettings>('/api/settings', {
    method: 'PATCH',
    body,
    ...(etag === undefined ? {} : { ifMatch: etag }),
  });
export const uploadLogo = (picture: Blob): Promise<unknown> =>
  request('/api/settings/logo', { method: 'POST', body: picture });
export const removeLogo = (): Promise<unknown> => request('/api/settings/logo', { method: 'DELETE' });

export const listMembers = (signal: AbortSignal): Promise<Page<Member>> => request('/api/members', { signal });
export const changeRole = (userId: string, role: Role): Promise<Member> =>
  request(`/api/members/${encode(userId)}`, { method: 'PATCH', body: { role } });
export const removeMember = (userId: string): Promise<unknown> =>
  request(`/api/members/${encode(userId)}`, { method: 'DELETE' });
export const leaveWorkspace = (): Promise<unknown> => request('/api/members/leave', { method: 'POST', body: {} });
export const transferOwnership = (userId: string): Promise<unknown> =>
  request(`/api/members/${encode(userId)}/transfer-ownership`, { method: 'POST', body: {} });

export const listInvitations = (signal: AbortSignal): Promise<Page<Invitation>> =>
  request('/api/invitations', { signal });
export const invite = (email: string, role: Role, language: 'ar' | 'en'): Promise<Invitation> =>
  request('/api/invitations', { method: 'POST', body: { email, role, language } });
export const resendInvitation = (id: string): Promise<Invitation> =>
  request(`/api/invitations/${encode(id)}/resend`, { method: 'POST', body: {} });
export const revokeInvitation = (id: string): Promise<unknown> =>
  request(`/api/invitations/${encode(id)}`, { method: 'DELETE' });

export interface ScopeWords {
  scope: Scope;
  description: string;
  isGrantable: boolean;
}
export const listScopes = (signal: AbortSignal): Promise<{ data: ScopeWords[] }> =>
  request('/api/keys/scopes', { signal });
export const listKeys = (signal: AbortSignal): Promise<Page<ApiKey>> =>
  request('/api/keys', { query: { limit: PAGE }, signal });
export interface NewKey {
  name: string;
  scopes: Scope[];
  ips: string[];
  expiresAt?: string;
}
export const createKey = (body: NewKey, idempotencyKey: string): Promise<CreatedApiKey> =>
  request('/api/keys', { method: 'POST', body, idempotencyKey });
export const rotateKey = (id: string, graceSeconds: number, idempotencyKey: string): Promise<CreatedApiKey> =>
  request(`/api/keys/${encode(id)}/rotate`, { method: 'POST', body: { graceSeconds }, idempotencyKey });
export const revokeKey = (id: string): Promise<unknown> => request(`/api/keys/${encode(id)}`, { method: 'DELETE' });

export const getUsage = (signal: AbortSignal): Promise<Usage> => request('/api/usage', { signal });
export const getGates = (signal: AbortSignal): Promise<GateList> => request('/api/gates', { signal });

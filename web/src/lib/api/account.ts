import type { AuditRow, AuditVerification, CurrentUser, Login, Page, UiLanguage } from '@waqtor/contracts';
import { request } from './request.ts';

const encode = encodeURIComponent;

export interface ProfileChange {
  name?: string;
  phone?: string | null;
  language?: UiLanguage;
}
export const updateProfile = (body: ProfileChange): Promise<CurrentUser> =>
  request('/api/user', { method: 'PATCH', body });
export const uploadAvatar = (picture: Blob): Promise<unknown> =>
  request('/api/user/avatar', { method: 'POST', body: picture });
export const removeAvatar = (): Promise<unknown> => request('/api/user/avatar', { method: 'DELETE' });

export const changePassword = (currentPassword: string, newPassword: string): Promise<unknown> =>
  // 401 says that the present password is wrong, not that the login ended.
  request('/api/auth/change-password', { method: 'POST', body: { currentPassword, newPassword }, isSignIn: true });
export const changeEmail = (newEmail: string): Promise<unknown> =>
  request('/api/auth/change-email', { method: 'POST', body: { newEmail } });

export interface SecondFactorSetup {
  uri: string;
  secret: string;
  backupCodes: string[];
}
export const enableSecondFactor = (): Promise<SecondFactorSetup> =>
  request('/api/auth/second-factor/enable', { method: 'POST', body: {} });
export const confirmSecondFactor = (code: string): Promise<unknown> =>
  request('/api/auth/second-factor/confirm', { method: 'POST', body: { code }, isSignIn: true });
export const disableSecondFactor = (): Promise<unknown> =>
  request('/api/auth/second-factor/disable', { method: 'POST', body: {} });
export const makeBackupCodes = (): Promise<{ backupCodes: string[] }> =>
  request('/api/auth/second-factor/backup-codes', { method: 'POST', body: {} });

export const listLogins = (signal: AbortSignal): Promise<{ data: Login[] }> => request('/api/auth/logins', { signal });
export const revokeLogin = (id: string): Promise<unknown> =>
  request(`/api/auth/logins/${encode(id)}`, { method: 'DELETE' });
export const revokeOtherLogins = (): Promise<unknown> =>
  request('/api/auth/logins/revoke-others', { method: 'POST', body: {} });

/** What `GET /api/audit` takes; empty members are left out. */
export interface AuditFilter {
  actor?: string;
  action?: string;
  targetId?: string;
  outcome?: string;
  /** ISO times. */
  from?: string;
  to?: string;
}
const AUDIT_PAGE = 50;
export const listAudit = (
  filter: AuditFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<AuditRow>> => request('/api/audit', { query: { ...filter, limit: AUDIT_PAGE, cursor }, signal });
export const getAuditRow = (id: string, signal: AbortSignal): Promise<AuditRow> =>
  request(`/api/audit/${encode(id)}`, { signal });
export const verifyAudit = (): Promise<AuditVerification> => request('/api/audit/verify');
/** A link that downloads: the browser streams it, whatever its size. */
export const auditExportHref = (filter: AuditFilter, format: 'csv' | 'json'): string =>
  `/api/audit/export?${new URLSearchParams({ ...filter, format })}`;

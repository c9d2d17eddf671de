import type { Host, Page } from '@waqtor/contracts';
import { request } from './request.ts';

const path = (hostId: string): string => `/api/hosts/${encodeURIComponent(hostId)}`;

export interface EnrolmentCode {
  code: string;
  expiresAt: string;
  /** What to type on the machine. */
  command: string;
}

export const listHosts = (signal: AbortSignal): Promise<Page<Host>> => request('/api/hosts', { signal });
export const renameHost = (hostId: string, name: string): Promise<Host> =>
  request(path(hostId), { method: 'PATCH', body: { name } });
export const removeHost = (hostId: string): Promise<void> => request(path(hostId), { method: 'DELETE' });
export const drainHost = (hostId: string): Promise<Host> =>
  request(`${path(hostId)}/drain`, { method: 'POST', body: {} });
export const resumeHost = (hostId: string): Promise<Host> =>
  request(`${path(hostId)}/resume`, { method: 'POST', body: {} });
export const createEnrolmentCode = (): Promise<EnrolmentCode> =>
  request('/api/hosts/enrolment-codes', { method: 'POST', body: {} });

import type { Page, SessionState, SessionView, TimelineEntry } from '@waqtor/contracts';
import { request } from './request.ts';

const path = (sessionId: string): string => `/api/sessions/${encodeURIComponent(sessionId)}`;

export const listSessions = (signal: AbortSignal): Promise<Page<SessionView>> => request('/api/sessions', { signal });
export const createSession = (name: string, idempotencyKey: string): Promise<SessionState> =>
  request('/api/sessions', { method: 'POST', body: { name }, idempotencyKey });
export const updateSession = (sessionId: string, body: { name: string } | { isDefault: true }): Promise<SessionState> =>
  request(path(sessionId), { method: 'PATCH', body });
export const deleteSession = (sessionId: string): Promise<void> => request(path(sessionId), { method: 'DELETE' });
export const moveSession = (sessionId: string, hostId: string, isFresh: boolean): Promise<unknown> =>
  request(`${path(sessionId)}/move`, { method: 'POST', body: { hostId, isFresh } });

export interface PairingCode {
  code: string;
  expiresAt: string;
}
export const createPairingCode = (sessionId: string, phone: string): Promise<PairingCode> =>
  request(`${path(sessionId)}/pairing-code`, { method: 'POST', body: { phone } });

export const listTimeline = (
  sessionId: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<TimelineEntry>> => request(`${path(sessionId)}/timeline`, { query: { cursor, limit: 50 }, signal });

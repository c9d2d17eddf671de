import type { SessionState, WaqtorEvent } from '@waqtor/contracts';
import { request } from './request.ts';

const encode = encodeURIComponent;

export const signIn = (email: string, password: string): Promise<unknown> =>
  request('/api/auth/sign-in/email', { method: 'POST', body: { email, password }, isSignIn: true });
export const signOut = (): Promise<unknown> =>
  request('/api/auth/sign-out', { method: 'POST', body: {}, isSignIn: true });

export const createTicket = (): Promise<{ ticket: string }> => request('/api/ws/ticket', { method: 'POST', body: {} });

export type SessionAction = 'start' | 'stop' | 'restart' | 'logout';
export const controlSession = (sessionId: string, action: SessionAction): Promise<SessionState> =>
  request(`/api/sessions/${encode(sessionId)}/${action}`, { method: 'POST', body: {} });
export const getDefaultSession = (signal?: AbortSignal): Promise<SessionState> =>
  request('/api/session/state', { ...(signal ? { signal } : {}) });

export interface EventPage {
  data: WaqtorEvent[];
  lastSeq: number;
}
export const listEvents = (after: number, limit: number, types: string, signal: AbortSignal): Promise<EventPage> =>
  request('/api/events', { query: { after, limit, types }, signal });

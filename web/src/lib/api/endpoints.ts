import type { Chat, Message, Page, SendResponse, SessionState, WaqtorEvent } from '@waqtor/contracts';
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

export const listChats = (cursor: string | undefined, signal: AbortSignal): Promise<Page<Chat>> =>
  request('/api/chats', { query: { limit: 50, cursor }, signal });
export const markSeen = (sessionId: string, chatId: string): Promise<void> =>
  request(`/api/chats/${encode(chatId)}/mark-seen`, { method: 'POST', query: { sessionId }, body: {} });

export const listMessages = (
  sessionId: string,
  chatId: string,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Message>> => request('/api/messages', { query: { sessionId, chatId, limit: 50, cursor }, signal });

export interface OutgoingText {
  sessionId: string;
  chatId: string;
  text: string;
}
export const sendText = (body: OutgoingText, idempotencyKey: string): Promise<SendResponse> =>
  request('/api/messages/send-text', { method: 'POST', body, idempotencyKey });

export interface OutgoingMedia {
  sessionId: string;
  chatId: string;
  type: 'image' | 'video' | 'audio' | 'document';
  media: { base64: string; mimetype?: string };
  caption?: string;
  filename?: string;
}
export const sendMedia = (body: OutgoingMedia, idempotencyKey: string): Promise<SendResponse> =>
  request('/api/messages/send-media', { method: 'POST', body, idempotencyKey });

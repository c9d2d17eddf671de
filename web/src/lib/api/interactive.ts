import type { Rendering, SendResponse } from '@waqtor/contracts';
import { request } from './request.ts';

export interface ButtonsMessage {
  text: string;
  footer?: string;
  buttons: { id?: string; title: string }[];
  renderAs?: Rendering;
}
export interface ListMessage {
  text: string;
  footer?: string;
  buttonText: string;
  sections: { title?: string; rows: { id?: string; title: string; description?: string }[] }[];
  renderAs?: Rendering;
}
export interface PollMessage {
  poll: { question: string; options: string[]; allowMultiple: boolean };
}
export type InteractiveMessage =
  { kind: 'buttons'; body: ButtonsMessage } | { kind: 'list'; body: ListMessage } | { kind: 'poll'; body: PollMessage };

/** What the recipient will see, and the ids that come back. */
export interface InteractivePreview {
  renderedAs: Rendering;
  body: string;
  poll: { question: string; options: string[]; allowMultiple: boolean } | null;
  options: { id: string; title: string }[];
}

export const SEND_PATHS: Record<InteractiveMessage['kind'], string> = {
  buttons: '/api/messages/send-button',
  list: '/api/messages/send-list',
  poll: '/api/messages/send-poll',
};

export const previewInteractive = (
  body: ButtonsMessage | ListMessage,
  sessionId: string | undefined,
  signal: AbortSignal,
): Promise<InteractivePreview> =>
  request('/api/messages/preview-interactive', { method: 'POST', body, query: { sessionId }, signal });

export const sendInteractive = (
  message: InteractiveMessage,
  to: { sessionId: string; chatId: string },
  idempotencyKey: string,
): Promise<SendResponse> =>
  request(SEND_PATHS[message.kind], { method: 'POST', body: { ...to, ...message.body }, idempotencyKey });

import { WaqtorError, idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';
import { recipientOf } from '../messages/recipient.ts';

/** `:chatId`: a chat id or a phone number; of which session, says the query of a reading and the body of a change. */
export const chatParams = parameters(z.object({ chatId: z.string().min(1).max(100) }));
export const chatQuery = parameters(z.object({ sessionId: idSchema('ses').optional() }));

/** The chat id in the path; `invalid_chat_id` points at it. */
export const chatOf = (c: ApiContext, { chatId }: { chatId: string }): Promise<string> =>
  recipientOf(c, chatId, '/param/chatId');

/** The same where nothing but what exists can be meant: what is no chat id is as unknown as a wrong one. */
export const knownChatOf = async (c: ApiContext, params: { chatId: string }): Promise<string> => {
  try {
    return await chatOf(c, params);
  } catch (error) {
    if (error instanceof WaqtorError && error.code === 'invalid_chat_id') throw new WaqtorError('not_found');
    throw error;
  }
};

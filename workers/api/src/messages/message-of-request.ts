import { idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import { parameters } from '../http/describe.ts';

/** `:id` of a message: ours or WhatsApp's; of which session, says the query. */
export const messageParams = parameters(z.object({ id: z.string().min(1).max(300) }));
export const messageQuery = parameters(z.object({ sessionId: idSchema('ses').optional() }));

/** For the audit: our own id. WhatsApp's holds a phone number, so that the session stands for it. */
export const auditTargetOf = (messageId: string, sessionId: string): { kind: string; id: string } =>
  idSchema('msg').safeParse(messageId).success
    ? { kind: 'message', id: messageId }
    : { kind: 'session', id: sessionId };

import { type MessageStatus, renderingSchema, type SendReceipt } from '@waqtor/contracts';
import { readMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';

const WAITING: readonly MessageStatus[] = ['queued', 'pending'];

/** Where a send stands; settled as soon as the message is neither queued nor pending (M-1: 200, else 202). */
export const receiptOf = (room: Room, messageId: string): SendReceipt => {
  const message = readMessage(room, messageId);
  if (!message) throw new Error('The message of an accepted command is missing.');
  const status = message.status as MessageStatus;
  const renderedAs = renderingSchema.safeParse(message.rendered_as).data;
  return {
    messageId,
    waMessageId: message.wa_message_id,
    status,
    timestamp: new Date(message.timestamp).toISOString(),
    isSettled: !WAITING.includes(status),
    code: message.failure_code,
    ...(renderedAs ? { renderedAs } : {}),
  };
};

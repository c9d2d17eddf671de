import { type NumberCheck, numberCheckSchema, ok, refuse, type Result } from '@waqtor/contracts';
import * as z from 'zod';
import { askHost, cannotAsk, codeOf } from '../commands/ask-host.ts';
import type { Room } from '../room.ts';

/** Whether a number has WhatsApp changes seldom; asking often is what spammers do. */
export const CHECK_TTL_MS = 24 * 3_600_000;
const ASK_WAIT_MS = 20_000;

type Check = Pick<NumberCheck, 'phone' | 'result' | 'chatId'>;
/** What an engine of another version adds or leaves out is none of our business. */
const answerSchema = z.object({
  results: z.array(numberCheckSchema.pick({ phone: true, result: true, chatId: true })),
});

/** `phones` are bare digits; answered in their order. Only what is not known of the last day is asked. */
export const checkNumbers = async (room: Room, phones: string[], requestId: string): Promise<Result<Check[]>> => {
  const unknown = [...new Set(phones)].filter((phone) => !remembered(room, phone));
  if (unknown.length > 0) {
    const why = cannotAsk(room);
    if (why) return refuse(why);
    const outcome = await askHost(room, { kind: 'check_numbers', phones: unknown }, requestId, ASK_WAIT_MS);
    const answer = answerSchema.safeParse(outcome?.value);
    if (outcome?.result !== 'done' || !answer.success) return refuse(codeOf(outcome));
    remember(room, answer.data.results);
  }
  const checks = phones.map((phone) => remembered(room, phone));
  // An engine that left one out did not answer the question.
  return checks.every((check) => check !== null) ? ok(checks) : refuse('unavailable');
};

const remembered = (room: Room, phone: string): Check | null => {
  const row = room.sql
    .exec<{ result: string; chat_id: string | null }>(
      'SELECT result, chat_id FROM number_checks WHERE phone = ? AND at > ?',
      phone,
      Date.now() - CHECK_TTL_MS,
    )
    .toArray()[0];
  return row ? { phone, result: row.result as Check['result'], chatId: row.chat_id } : null;
};

const remember = (room: Room, results: Check[]): void => {
  room.ctx.storage.transactionSync(() => {
    for (const { phone, result, chatId } of results) {
      if (phone === null) continue;
      room.sql.exec(
        'INSERT OR REPLACE INTO number_checks (phone, result, chat_id, at) VALUES (?, ?, ?, ?)',
        phone,
        result,
        chatId,
        Date.now(),
      );
    }
  });
};

import { describe, expect, it } from 'vitest';
import { explainMatch } from './explain-match.ts';

const event = {
  type: 'message.received',
  sessionId: 'ses_1',
  data: { chatId: '966500000001@c.us', type: 'text', isGroup: false },
};
const subscription = { events: ['message_received'], sessionId: null, filter: null };
const condition = (path: string, value: string) => ({ path, op: 'eq' as const, value });
const NO = { failedCondition: null };

describe('why an event is not delivered', () => {
  it('W-3 gives no reason when it is', () => {
    expect(explainMatch(subscription, event)).toEqual({ ...NO, reason: null });
    const filter = { chats: [event.data.chatId], conditions: [condition('data.type', 'text')] };
    expect(explainMatch({ ...subscription, sessionId: 'ses_1', filter }, event)).toEqual({ ...NO, reason: null });
  });

  it('W-3 names the first thing that stands against it', () => {
    const other = { ...subscription, sessionId: 'ses_2', filter: { chats: ['966500000002@c.us'] } };
    expect(explainMatch({ ...other, events: ['message.sent'] }, event)).toEqual({
      ...NO,
      reason: 'event_not_subscribed',
    });
    expect(explainMatch(other, event)).toEqual({ ...NO, reason: 'other_session' });
    expect(explainMatch({ ...other, sessionId: null }, event)).toEqual({ ...NO, reason: 'other_chat' });
  });

  it('W-3 says which condition fails, from 0', () => {
    const conditions = [condition('data.type', 'text'), condition('data.type', 'image'), condition('data.type', 'x')];
    expect(explainMatch({ ...subscription, filter: { conditions } }, event)).toEqual({
      reason: 'condition_failed',
      failedCondition: 1,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { deliveredName, judgeSubscription } from './event-filter.ts';

const received = { type: 'message.received', sessionId: 'ses_1', data: {} };
const status = (value: string) => ({ type: 'session.status', sessionId: 'ses_1', data: { status: value } });
const by = (...events: string[]) => ({ events, sessionId: null });

describe('event filter', () => {
  it('W-1 gives the dotted type when subscribed by it', () => {
    expect(deliveredName(by('message.received'), received)).toBe('message.received');
  });

  it('W-1 gives the alias when subscribed by it, also beside others that match', () => {
    expect(deliveredName(by('*', 'message.received', 'message_received'), received)).toBe('message_received');
  });

  it.each([
    ['ready', 'client_connected'],
    ['disconnected', 'client_disconnected'],
    ['auth_failure', 'client_disconnected'],
    ['stopped', 'client_disconnected'],
  ])('W-1 maps session.status %s to %s', (value, alias) => {
    expect(deliveredName(by(alias), status(value))).toBe(alias);
  });

  it('W-1 gives no alias to a status that has none', () => {
    expect(deliveredName(by('client_connected', 'client_disconnected'), status('qr'))).toBeNull();
  });

  it('W-1 gives * every kept event, unknown types included', () => {
    expect(deliveredName(by('*'), received)).toBe('message.received');
    expect(deliveredName(by('*'), { type: 'group.joined', data: {} })).toBe('group.joined');
  });

  it('W-1 gives * the code to scan, but not counters', () => {
    expect(deliveredName(by('*'), { type: 'session.qr', data: {} })).toBe('session.qr');
    expect(deliveredName(by('*'), { type: 'session.stats', data: {} })).toBeNull();
    expect(deliveredName(by('session.stats'), { type: 'session.stats', data: {} })).toBe('session.stats');
  });

  it('W-3 keeps events of other sessions from an endpoint of one session', () => {
    expect(deliveredName({ events: ['*'], sessionId: 'ses_2' }, received)).toBeNull();
    expect(deliveredName({ events: ['*'], sessionId: 'ses_1' }, received)).toBe('message.received');
  });
});

describe('what no endpoint gets', () => {
  it.each(['notification.new', 'notification.changed', 'monitor.stats', 'webhook.test'])(
    'W-1 keeps %s from endpoints, whether by * or by its name',
    (type) => {
      expect(deliveredName(by('*', type), { type, data: {} })).toBeNull();
    },
  );

  it('W-3 keeps back what the filter does not let pass, and says why', () => {
    const subscription = { ...by('message_received'), filter: { chats: ['*@g.us'] } };
    const direct = { ...received, data: { chatId: '966500000001@c.us' } };
    expect(deliveredName(subscription, direct)).toBeNull();
    expect(judgeSubscription(subscription, direct).mismatch).toEqual({ reason: 'other_chat' });
    expect(deliveredName(subscription, { ...received, data: { chatId: '1@g.us' } })).toBe('message_received');
    expect(judgeSubscription(by('message.sent'), received).mismatch).toEqual({ reason: 'event_not_subscribed' });
    expect(judgeSubscription({ events: ['*'], sessionId: 'ses_2' }, received).mismatch).toEqual({
      reason: 'other_session',
    });
  });
});

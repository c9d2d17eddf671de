import { describe, expect, it } from 'vitest';
import { foldTopic, matchesTopics, mayShareEvents, topicKeysOf } from './topic.ts';

const anyFamily = () => true;
const chatEvent = { type: 'message.received', sessionId: 'ses_0000000001', data: { chatId: '966500000000@c.us' } };

describe('topics', () => {
  it.each([
    ['messages', 'message'],
    ['campaigns:cmp_1', 'campaign:cmp_1'],
    ['chats:1@c.us', 'chat:1@c.us'],
    ['session', 'session'],
    ['all', 'all'],
    ['inbox', 'inbox'],
    ['groups', 'groups'],
  ])('H-5 folds %s to %s', (written, folded) => {
    expect(foldTopic(written)).toBe(folded);
  });

  it('H-5 gives a message the topics of its family and its chat', () => {
    expect(topicKeysOf(chatEvent)).toEqual(['message', 'chat:966500000000@c.us']);
  });

  it('H-5 gives a session event the topic of its session', () => {
    expect(topicKeysOf({ type: 'session.status', sessionId: 'ses_0000000001', data: {} })).toEqual([
      'session',
      'session:ses_0000000001',
    ]);
  });

  it('H-5 gives a campaign event the topic of its campaign', () => {
    expect(topicKeysOf({ type: 'campaign.progress', data: { campaignId: 'cmp_1' } })).toEqual([
      'campaign',
      'campaign:cmp_1',
    ]);
  });

  it('H-5 leaves out a narrowed topic that nobody could subscribe to', () => {
    expect(topicKeysOf({ type: 'message.received', data: { chatId: 'a b' } })).toEqual(['message']);
  });

  it('H-5 keeps the inbox out of all and out of a chat', () => {
    const keys = topicKeysOf({ ...chatEvent, type: 'inbox.updated' });
    expect(matchesTopics(new Set(['all', 'chat:966500000000@c.us']), keys, anyFamily)).toBe(false);
    expect(matchesTopics(new Set(['inbox']), keys, anyFamily)).toBe(true);
  });

  it('H-14 keeps the figures of the monitor out of all, but not its alerts', () => {
    const [stats, alert] = ['monitor.stats', 'monitor.alert'].map((type) => topicKeysOf({ type, data: {} }));
    expect(matchesTopics(new Set(['all']), stats ?? [], anyFamily)).toBe(false);
    expect(matchesTopics(new Set(['monitor']), stats ?? [], anyFamily)).toBe(true);
    expect(matchesTopics(new Set(['all']), alert ?? [], anyFamily)).toBe(true);
  });

  it('H-5 bounds all by what the reader may follow', () => {
    const keys = topicKeysOf(chatEvent);
    expect(matchesTopics(new Set(['all']), keys, (family) => family === 'session')).toBe(false);
    expect(matchesTopics(new Set(['all']), keys, (family) => family === 'message')).toBe(true);
  });

  it.each([
    ['message', 'message', true],
    ['all', 'webhook', true],
    ['chat:1@c.us', 'message', true],
    ['session', 'session:ses_1', true],
    ['chat:1@c.us', 'chat:2@c.us', false],
    ['message', 'session:ses_1', false],
  ])('H-5 says of %s and %s whether both may take an event: %s', (a, b, expected) => {
    expect([mayShareEvents(a, b), mayShareEvents(b, a)]).toEqual([expected, expected]);
  });
});

import { describe, expect, it } from 'vitest';
import { lastValueKey, lastValuesOnly } from './last-value.ts';

const progress = (campaignId: string) => ({ type: 'campaign.progress', data: { campaignId } });

describe('last values', () => {
  it('H-11 tells campaigns, chats and sessions apart', () => {
    const keys = [
      progress('cmp_1'),
      progress('cmp_2'),
      { type: 'inbox.updated', sessionId: 'ses_1', data: { chatId: 'a' } },
      { type: 'inbox.updated', sessionId: 'ses_2', data: { chatId: 'a' } },
      { type: 'session.stats', sessionId: 'ses_1', data: {} },
      { type: 'session.qr', sessionId: 'ses_1', data: {} },
    ].map(lastValueKey);
    expect(new Set(keys).size).toBe(6);
    expect(keys).not.toContain(null);
    expect(lastValueKey(progress('cmp_1'))).toBe(keys[0]);
  });

  it('H-11 lets events stand for themselves that are kept, unknown, or a test', () => {
    for (const type of ['message.received', 'webhook.test', 'group.joined', 'toString']) {
      expect(lastValueKey({ type, data: {} })).toBeNull();
    }
  });

  it('H-11 keeps the last of each value, in order, and everything else', () => {
    const entries = [
      ['a', 1],
      [null, 2],
      ['b', 3],
      ['a', 4],
      [null, 5],
    ].map(([key, n]) => ({ lastValueKey: key as string | null, n }));
    expect(lastValuesOnly(entries).map(({ n }) => n)).toEqual([2, 3, 4, 5]);
  });
});

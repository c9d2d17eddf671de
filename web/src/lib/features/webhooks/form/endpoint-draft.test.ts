import type { Webhook } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { draftOf, filterOf, wishOf, type ConditionDraft } from './endpoint-draft.ts';

const filtered = (conditions: ConditionDraft[], chats = '') => filterOf({ ...draftOf(null), chats, conditions });

const ENDPOINT: Webhook = {
  id: 'whk_01JD0000000000000000000001',
  url: 'https://shop.example.com/hooks',
  events: ['message.received'],
  sessionId: null,
  description: '',
  retry: { profile: 'extended', attempts: 9, baseMs: 1000 },
  enabled: true,
  filter: null,
  payload: 'full',
  ordered: false,
  throttle: null,
  headerNames: [],
  disabledReason: null,
  disabledAt: null,
  failingSince: null,
  previousSecretExpiresAt: null,
  createdAt: '2026-11-21T12:00:00.000Z',
  updatedAt: '2026-11-21T12:00:00.000Z',
};

describe('what is typed for an endpoint', () => {
  it('W-3 no chat and no condition is no filter', () => {
    expect(filtered([{ path: ' ', op: 'eq', value: 'x' }], ' \n')).toBeNull();
  });

  it.each([
    ['eq', 'true', true],
    ['eq', '12', 12],
    ['eq', '"12"', '12'],
    ['eq', '966500000001', '966500000001'],
    ['in', 'text، image, 3', ['text', 'image', 3]],
    ['exists', 'false', false],
    ['prefix', '12', '12'],
    ['contains', ' طلب ', ' طلب '],
  ] as const)('W-3 %s reads %s as the value of the event', (op, value, expected) => {
    expect(filtered([{ path: 'data.type', op, value }])?.conditions).toEqual([
      { path: 'data.type', op, value: expected },
    ]);
  });

  it('W-3 what is opened and saved again is what it was, with retries and values that only the API can set', () => {
    const filter = {
      conditions: [
        { path: 'data.body', op: 'eq', value: '12' },
        { path: 'data.body', op: 'ne', value: '' },
        { path: 'data.body', op: 'eq', value: ' true' },
        { path: 'data.body', op: 'in', value: ['7', 7, 'a, b', 'null', null, 'طلب'] },
        { path: 'data.body', op: 'contains', value: '"12"' },
        { path: 'data.backfilled', op: 'exists', value: false },
      ],
    } as const;
    const retry = { profile: 'quick', attempts: 2, baseMs: 250 } as const;
    const saved = wishOf(draftOf({ ...ENDPOINT, filter: structuredClone(filter) as never, retry }), false);
    expect(saved).toMatchObject({ filter, retry });
    expect(wishOf({ ...draftOf({ ...ENDPOINT, retry }), profile: 'extended' }, false).retry).toEqual({
      profile: 'extended',
    });
  });

  it('W-3 chats stand one on a line', () => {
    expect(filtered([], '966500000001@c.us\n *@g.us ')?.chats).toEqual(['966500000001@c.us', '*@g.us']);
  });

  it('W-3 headers that are kept are not sent, and a secret only with a new endpoint', () => {
    const draft = { ...draftOf(null), replacesHeaders: false, usesOwnSecret: true, ownSecret: 'a secret of my own' };
    expect(wishOf(draft, false)).not.toHaveProperty('headers');
    expect(wishOf(draft, false)).not.toHaveProperty('secret');
    expect(wishOf(draft, true).secret).toBe('a secret of my own');
  });
});

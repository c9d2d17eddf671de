import { describe, expect, it } from 'vitest';
import { draftOf, filterOf, wishOf, type ConditionDraft } from './endpoint-draft.ts';

const filtered = (conditions: ConditionDraft[], chats = '') => filterOf({ ...draftOf(null), chats, conditions });

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

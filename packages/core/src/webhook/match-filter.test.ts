import type { FilterCondition } from '@waqtor/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterMismatch, matchesGlob } from './match-filter.ts';

const event = {
  type: 'message.received',
  timestamp: '2026-11-21T10:00:00.000Z',
  data: {
    chatId: '966500000001@c.us',
    type: 'text',
    body: 'أهلاً وسهلاً رقم ١٢٣',
    media: null,
    contact: { phone: '966500000001' },
    count: 7,
    list: [{ id: 'a' }],
  },
};
const passes = (path: string, op: FilterCondition['op'], value: FilterCondition['value']) =>
  filterMismatch({ conditions: [{ path, op, value }] }, event) === null;

describe('webhook filter', () => {
  it.each([
    ['966500000001@c.us', '966500000001@c.us', true],
    ['*@c.us', '966500000001@c.us', true],
    ['*@g.us', '966500000001@c.us', false],
    ['9665*1@c.us', '966500000001@c.us', true],
    ['*5*5*@c.us', '966500000001@c.us', false],
    ['ab*ba', 'aba', false],
    ['*', '', true],
    ['a*b*c', 'axbxbxc', true],
  ])('W-3 finds that %s against %s is %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('W-3 matches a glob as the regular expression of the same meaning does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, text) => {
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
      }),
    );
  });

  it.each([
    ['data.type', 'eq', 'text', true],
    ['data.type', 'eq', 'TEXT', false],
    ['type', 'eq', 'message.received', true],
    ['data.type', 'ne', 'image', true],
    ['data.type', 'in', ['image', 'text'], true],
    ['data.type', 'in', ['image'], false],
    ['data.media', 'eq', null, true],
    ['data.media', 'exists', true, true],
    ['data.absent', 'exists', false, true],
    ['data.absent', 'ne', 'x', false],
    ['data.constructor', 'exists', true, false],
    ['data.contact.phone', 'prefix', '9665', true],
    ['data.list.0.id', 'eq', 'a', true],
    ['data.body', 'contains', 'اهلا', true],
    ['data.body', 'contains', '123', true],
    ['data.body', 'prefix', 'وسهلا', false],
    ['data.count', 'gt', 6, true],
    ['data.count', 'gt', 7, false],
    ['data.count', 'lt', '2030-01-01T00:00:00Z', false],
    ['timestamp', 'gt', '2026-11-21T09:59:59Z', true],
    ['timestamp', 'lt', '2026-11-21T12:00:00+03:00', false],
  ] as const)('W-3 keeps %s %s %j: %s', (path, op, value, expected) => {
    expect(passes(path, op, value as FilterCondition['value'])).toBe(expected);
  });

  it('W-3 says which condition failed first, and that the chat is another', () => {
    const conditions: FilterCondition[] = [
      { path: 'data.type', op: 'eq', value: 'text' },
      { path: 'data.count', op: 'lt', value: 1 },
      { path: 'data.count', op: 'lt', value: 0 },
    ];
    expect(filterMismatch({ conditions }, event)).toEqual({ reason: 'condition_failed', failedCondition: 1 });
    expect(filterMismatch({ chats: ['*@g.us'], conditions }, event)).toEqual({ reason: 'other_chat' });
    expect(filterMismatch({ chats: ['*'] }, { data: {} })).toEqual({ reason: 'other_chat' });
  });
});

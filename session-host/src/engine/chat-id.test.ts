import { expect, it } from 'vitest';
import { lidOf, phoneOf } from './chat-id.ts';

it.each([
  '100000000000001@lid',
  '966500000001',
  '120363000000000001@g.us',
  'status@broadcast',
  '966500000001@c.us.lid',
  '',
])('S-10 reads no number out of %s', (chatId) => {
  expect(phoneOf(chatId)).toBeNull();
});

it('S-10 reads the number of an id by number, and the lid of an id by lid', () => {
  expect(phoneOf('966500000001@c.us')).toBe('966500000001');
  expect(lidOf('100000000000001@lid')).toBe('100000000000001');
  expect(lidOf('966500000001@c.us')).toBeNull();
});

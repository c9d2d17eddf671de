import { describe, expect, it } from 'vitest';
import { inboxKey } from './inbox-keys.ts';

const press = (key: string, code = '', over: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  ...over,
});

describe('D-5 keys of the inbox', () => {
  it('D-5 are the same places on an Arabic keyboard', () => {
    expect(inboxKey(press('ت', 'KeyJ'), false, true)).toBe('next');
    expect(inboxKey(press('ن', 'KeyK'), false, true)).toBe('previous');
    expect(inboxKey(press('ق', 'KeyR'), false, true)).toBe('reply');
    expect(inboxKey(press('ظ', 'Slash'), false, true)).toBe('search');
    expect(inboxKey(press('؟', 'Slash', { shiftKey: true }), false, true)).toBe('help');
  });

  it('D-5 leave a field alone, but for those with Alt and Escape', () => {
    expect(inboxKey(press('j', 'KeyJ'), true, true)).toBeNull();
    expect(inboxKey(press('ArrowDown', 'ArrowDown', { altKey: true }), true, true)).toBe('next');
    expect(inboxKey(press('Escape'), true, true)).toBe('escape');
  });

  it('D-5 of one letter can be switched off, and none takes those of the browser', () => {
    expect(inboxKey(press('j', 'KeyJ'), false, false)).toBeNull();
    expect(inboxKey(press('ArrowUp', 'ArrowUp', { altKey: true }), false, false)).toBe('previous');
    expect(inboxKey(press('r', 'KeyR', { ctrlKey: true }), false, true)).toBeNull();
  });
});

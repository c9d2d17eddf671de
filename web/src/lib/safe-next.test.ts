import { describe, expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

describe('A-3 return after signing in', () => {
  it.each(['/ar/messages', '/en/messages?session=ses_1&chat=966500000000%40c.us'])('A-3 goes to %s', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    null,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/ar//evil.example',
    '/fr/x',
    '/ar/\n',
    'javascript:alert(1)',
  ])('A-3 does not go to %j', (next) => {
    expect(safeNext(next)).toBeNull();
  });
});

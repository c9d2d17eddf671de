import { MIN_PASSWORD_CHARS as CONTRACT } from '@waqtor/contracts';
import { expect, it } from 'vitest';
import { MIN_PASSWORD_CHARS } from './password-rule.ts';

it('A-1 the page asks for as many characters as the API', () => {
  expect(MIN_PASSWORD_CHARS).toBe(CONTRACT);
});

import { unlockGateRequest } from '@waqtor/contracts';
import { expect, it } from 'vitest';
import { newAccessCode } from './access-code.ts';

it('A-5 an access code is four digits of the whole range', () => {
  const codes = Array.from({ length: 5_000 }, newAccessCode);
  expect(codes.every((code) => unlockGateRequest.safeParse({ code }).success)).toBe(true);
  expect(new Set(codes.map((code) => code[0])).size).toBe(10);
  // 5,000 of 10,000: about 3,935 differ.
  expect(new Set(codes).size).toBeGreaterThan(3_600);
});

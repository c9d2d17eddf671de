import { expect, it } from 'vitest';
import { hashAccessCode } from './hash-access-code.ts';

it('A-5 the stored form of a code differs by deployment, workspace and code', () => {
  const forms = [
    hashAccessCode('secret-one', 'wsp_0000000001', '0420'),
    hashAccessCode('secret-two', 'wsp_0000000001', '0420'),
    hashAccessCode('secret-one', 'wsp_0000000002', '0420'),
    hashAccessCode('secret-one', 'wsp_0000000001', '0421'),
  ];
  expect(new Set(forms).size).toBe(forms.length);
  expect(forms.every((form) => /^[0-9a-f]{64}$/.test(form))).toBe(true);
});

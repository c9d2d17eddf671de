import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

describe('password', () => {
  it('A-1 verifies against its own hash and no other', async () => {
    const hash = await hashPassword('correct horse battery');
    expect(await verifyPassword({ hash, password: 'correct horse battery' })).toBe(true);
    expect(await verifyPassword({ hash, password: 'correct horse batterY' })).toBe(false);
  });

  it('A-1 has a salt of its own and says how it was made', async () => {
    const [first, second] = [await hashPassword('same password here'), await hashPassword('same password here')];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^scrypt\$16384\$16\$1\$/);
  });

  it('A-1 is the same however the keyboard composes its letters', async () => {
    const hash = await hashPassword('cafe\u0301 with an accent');
    expect(await verifyPassword({ hash, password: 'caf\u00e9 with an accent' })).toBe(true);
  });

  it.each(['', 'plain', 'scrypt$1$1$1$$', '$2b$10$abcdefghijklmnopqrstuv'])(
    'A-1 matches nothing against %j',
    async (hash) => {
      expect(await verifyPassword({ hash, password: '' })).toBe(false);
    },
  );
});

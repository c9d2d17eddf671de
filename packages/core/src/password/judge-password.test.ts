import { describe, expect, it } from 'vitest';
import { PASSWORD_RULES, judgePassword } from './judge-password.ts';
import { PASSWORD_SENTENCES } from './password-sentence.ts';

const PERSON = { email: 'layla.haddad@oasis.example', name: 'Layla Haddad' };

describe('password', () => {
  it.each([
    'correct horse battery',
    'نخلة طويلة قرب البئر القديمة',
    'kT9-vR2_mQ7xLp',
    'seven green camels at noon',
    'Layla likes mint tea at dusk',
  ])('A-1 %j is accepted', (password) => {
    expect(judgePassword(password, PERSON)).toBeNull();
  });

  it.each([
    'Password1234',
    'p4ssw0rd2024!',
    'passwordpassword',
    'letmein-123456',
    'Welcome@2025!!',
    'كلمة المرور 2024',
  ])('A-1 %j is too common', (password) => {
    expect(judgePassword(password, PERSON)).toBe('password_too_common');
  });

  it.each(['layla.haddad1990', 'LAYLAHADDAD2024', 'haddad-haddad-7', 'oasis-layla-12'])(
    'A-1 %j is mostly the person',
    (password) => {
      expect(judgePassword(password, PERSON)).toBe('password_contains_email');
    },
  );

  it.each([
    'aaaaaaaaaaaa',
    'abababababab',
    'abc!abc!abc!',
    '123456789012',
    'abcdefghijkl',
    'qwertyuiopas',
    '0987654321098',
    '1q2w3e4r5t6y',
    'ابتثجحخدذرزس',
  ])('A-1 %j is too simple', (password) => {
    expect(judgePassword(password, PERSON)).toBe('password_too_simple');
  });

  it('A-1 short names and addresses forbid nothing', () => {
    expect(judgePassword('ali counts 9 palm trees', { email: 'ali@a.b', name: 'Ali' })).toBeNull();
  });

  it('D-2 has a sentence in both languages for every rule', () => {
    for (const rule of PASSWORD_RULES) {
      expect(PASSWORD_SENTENCES[rule].en).not.toBe('');
      expect(PASSWORD_SENTENCES[rule].ar).toMatch(/[\u0600-\u06ff]/);
    }
  });
});

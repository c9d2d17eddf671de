import { describe, expect, it } from 'vitest';
import { passwordRules } from './password-rules.ts';

const PERSON = { name: 'Noura Al Salem', email: 'noura@oasis.example' };

describe('A-1 a password while it is typed', () => {
  it('A-1 is long enough from 12 characters on', () => {
    expect(passwordRules('elevenchars', PERSON).isLong).toBe(false);
    expect(passwordRules('twelve-chars', PERSON).isLong).toBe(true);
  });

  it('A-1 is refused while it is mostly the name or the e-mail', () => {
    expect(passwordRules('Noura-Salem-12', PERSON)).toMatchObject({ isNotPersonal: false, isHardToGuess: false });
  });

  it('A-1 is refused while everybody would guess it', () => {
    expect(passwordRules('Password1234', PERSON)).toMatchObject({ isNotPersonal: true, isHardToGuess: false });
  });

  it('A-1 meets every rule when it is long and its own', () => {
    expect(passwordRules('metal fork lamp river', PERSON)).toEqual({
      isLong: true,
      isNotPersonal: true,
      isHardToGuess: true,
    });
  });

  it('A-1 meets no rule while it is empty', () => {
    expect(passwordRules('', PERSON)).toEqual({ isLong: false, isNotPersonal: false, isHardToGuess: false });
  });
});

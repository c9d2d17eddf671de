import { judgePassword } from '@waqtor/core/password/judge-password';

/** The shortest password that the API takes; zod must not come along to the browser for one number. */
export const MIN_PASSWORD_CHARS = 12;

/** Told while typing, by the very rules of the API, which has the last word. */
export const passwordRules = (
  password: string,
  person: { name: string; email: string },
): { isLong: boolean; isNotPersonal: boolean; isHardToGuess: boolean } => {
  if (password === '') return { isLong: false, isNotPersonal: false, isHardToGuess: false };
  const broken = judgePassword(password, person);
  return {
    isLong: password.length >= MIN_PASSWORD_CHARS,
    isNotPersonal: broken !== 'password_contains_email',
    // A short one is never hard, whatever it says.
    isHardToGuess: password.length >= MIN_PASSWORD_CHARS && broken === null,
  };
};

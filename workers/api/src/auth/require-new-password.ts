import { WaqtorError } from '@waqtor/contracts';
import { judgePassword } from '@waqtor/core/password/judge-password';
import { PASSWORD_SENTENCES } from '@waqtor/core/password/password-sentence';

/** Refuses a weak password with the rule that it breaks; `pointer` names the field. */
export const requireNewPassword = (
  password: string,
  person: { email: string; name: string },
  pointer: '/password' | '/newPassword' = '/password',
): void => {
  const code = judgePassword(password, person);
  if (code === null) return;
  throw new WaqtorError('validation_failed', { errors: [{ pointer, code, message: PASSWORD_SENTENCES[code].en }] });
};

import type { UiLanguage } from '@waqtor/contracts';
import type { PasswordRule } from './judge-password.ts';

/** What a person reads beside the field. */
export const PASSWORD_SENTENCES: Readonly<Record<PasswordRule, Readonly<Record<UiLanguage, string>>>> = {
  password_too_common: {
    en: 'is one of the first that anybody would guess',
    ar: 'من أول ما يخطر على بال من يخمّن',
  },
  password_contains_email: {
    en: 'is mostly your name or e-mail address',
    ar: 'معظمها اسمك أو عنوان بريدك',
  },
  password_too_simple: {
    en: 'is a repetition, or a row of the keyboard or the alphabet',
    ar: 'تكرار، أو تتابع من لوحة المفاتيح أو الحروف أو الأرقام',
  },
};

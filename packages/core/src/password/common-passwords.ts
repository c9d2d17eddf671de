/**
 * Words that lead the public lists of leaked passwords and are long enough, or repeated often enough, to pass the
 * minimum length. Compared after `wordsOf` has taken digits, marks and the usual disguises away, so that each stands
 * for a family: `Password123!`, `p4ssw0rd-2024`, `passwordpassword`.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwort passwd passphrase pass mypassword thepassword newpassword yourpassword changeme changeit letmein
  welcome welcometo welcomehome admin administrator root superuser user username guest test testing tester demo default
  secret topsecret login master iloveyou ilovegod iloveu lovely love loveyou forever princess sunshine monkey dragon
  football baseball basketball superman batman spiderman starwars trustno trustnoone shadow michael jordan jennifer
  charlie thomas hunter harley ashley daniel jessica computer internet whatever freedom liverpool chelsea arsenal
  barcelona realmadrid qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm qwertyasdf qwertyuiopasdf
  qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcdef abcabc hello helloworld hellohello google facebook instagram
  whatsapp samsung apple iphone android microsoft windows company business correcthorsebatterystaple waqtor
  muhammad mohammed mohamed ahmed allah allahakbar bismillah alhamdulillah inshallah habibi saudi saudiarabia riyadh
  jeddah makkah mecca madinah islam muslim quran dubai egypt ramadan
  كلمةالمرور كلمةالسر كلمهالسر كلمهالمرور باسوورد باسورد مرحبا السلامعليكم بسمالله بسماللهالرحمنالرحيم اللهاكبر
  اللهأكبر الحمدلله سبحانالله استغفرالله لاالهالاالله انشاءالله محمد احمد أحمد عبدالله حبيبي السعودية الرياض جدة مكة`
    .split(/\s+/)
    .filter(Boolean),
);

/** Rows of keyboards and orders that everybody knows; a password that walks along them is no password. */
export const WALKS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
  'ضصثقفغعهخحجد',
  'شسيبلاتنمكط',
  '٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩',
];

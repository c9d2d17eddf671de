import { PASSWORD_SENTENCES } from '@waqtor/core/password/password-sentence';
import type { Language } from '../../i18n/language.ts';
import { FILTER_SENTENCES } from '../../webhooks/filter-sentences.ts';

/**
 * Sentences about fields that are not made from the parameters of a rule: those of the contracts (the second argument
 * of `regex`, `refine`, …) and of routes. They go on after the name of the field. By their English; a test walks the
 * contracts and the routes, so that none stays without its Arabic.
 */
const ARABIC: Readonly<Record<string, string>> = {
  'must be an international number such as +966500000000': 'يجب أن يكون رقمًا دوليًا مثل ‎+966500000000',
  'must be four digits': 'يجب أن يكون أربعة أرقام',
  'must be six digits': 'يجب أن يكون ستة أرقام',
  'must be a time such as 09:00': 'يجب أن يكون وقتًا مثل 09:00',
  'must be a time such as 2026-01-31T08:00:00Z': 'يجب أن يكون وقتًا مثل 2026-01-31T08:00:00Z',
  'must be after the opening': 'يجب أن يكون بعد وقت الفتح',
  'must not be before from': 'يجب ألا يسبق from',
  'must be a country code such as SA': 'يجب أن يكون رمز دولة مثل SA',
  'must be a time zone such as Asia/Riyadh': 'يجب أن يكون منطقة زمنية مثل Asia/Riyadh',
  'must name seven days, or none': 'يجب أن يشمل سبعة أيام أو لا شيء',
  'must be a chat id such as 966500000000@c.us or 120363000000000000@g.us':
    'يجب أن يكون معرّف محادثة مثل 966500000000@c.us أو 120363000000000000@g.us',
  'must be 1 to 255 visible ASCII characters without spaces': 'يجب أن يكون من 1 إلى 255 محرف ASCII مرئيًا بلا مسافات',
  'must be in the future': 'يجب أن يكون في المستقبل',
  'must be within 10 years': 'يجب ألا يتجاوز عشر سنوات',
  'must be the public id of a key such as key_AbCdEf123456': 'يجب أن يكون المعرّف العام لمفتاح مثل key_AbCdEf123456',
  'must be a time in epoch milliseconds': 'يجب أن يكون وقتًا بالميلي ثانية منذ 1970',
  'must be 16 to 64 characters of 0-9, A-Z, a-z, _ and -': 'يجب أن يكون من 16 إلى 64 محرفًا من 0-9 وA-Z وa-z و_ و-',
  'must be 64 hexadecimal digits': 'يجب أن يكون 64 رقمًا ستة عشريًا',
  'must be given once': 'يجب أن يرد مرة واحدة',
  'must say how many bytes follow': 'يجب أن يذكر عدد البايتات التالية',
  'is not an event of the catalogue': 'ليس من أحداث القائمة',
  'is not a topic': 'ليس موضوعًا معروفًا',
  'is not among your own scopes': 'ليس من نطاقاتك',
  'is not an address that may be called': 'ليس عنوانًا يُسمح بالاتصال به',
  'must be names joined by dots, such as data.type': 'يجب أن يكون أسماءً تصلها نقاط، مثل data.type',
  'is not the name of a header': 'ليس اسم ترويسة',
  'must be printable ASCII without blanks at its ends': 'يجب أن يكون محارف ASCII مطبوعة بلا فراغات في طرفيه',
  'is the name of a header that cannot be set': 'اسم ترويسة لا يمكن تعيينها',
  'is given twice': 'ورد مرتين',
  'must be Latin letters and signs without line breaks': 'يجب أن يكون أحرفًا وعلامات لاتينية بلا فواصل أسطر',
  'must be at most 20 headers': 'يجب ألا يتجاوز 20 ترويسة',
  'must be at most 4096 bytes together': 'يجب ألا يتجاوز 4096 بايت مجتمعة',
  'must not be in the future': 'يجب ألا يكون في المستقبل',
  'must be within the last 14 days': 'يجب أن يكون ضمن آخر 14 يومًا',
  'must not be before since': 'يجب ألا يسبق since',
  'is not part of an event': 'ليس جزءًا من حدث',
  'is not among the newest events of the log': 'ليس من أحدث أحداث السجل',
  'must be one emoji': 'يجب أن يكون رمزًا تعبيريًا واحدًا',
  'must not be blank': 'يجب ألا يكون فارغًا',
  'must differ from the others': 'يجب أن يختلف عن غيره',
  'may hold 10 rows in all': 'لا يتسع لأكثر من 10 صفوف',
  'may hold letters, digits, - and _': 'يقبل الحروف والأرقام و- و_ فقط',
  'must not be in the past': 'يجب ألا يكون في الماضي',
  'must be a path in the dashboard, such as /sessions': 'يجب أن يكون مسارًا في لوحة التحكم، مثل ‎/sessions',
  'must be within a year': 'يجب أن يكون خلال سنة',
  'must have variables such as {{name}} or {{name|default}}':
    'يجب أن تكون متغيراته مثل ‎{{name}}‎ أو ‎{{name|default}}‎',
  'cannot be a poll here': 'لا يمكن أن يكون استطلاعًا هنا',
  'could not be fetched': 'تعذّر جلبه',
  'is not there any more': 'لم يعد موجودًا',
  'is not a file of this type': 'ليس ملفًا من هذا النوع',
  'is not a phone number with its country code': 'ليس رقم هاتف مع رمز الدولة',
  'is not a member of this workspace': 'ليس عضوًا في مساحة العمل هذه',
  'needs a signed-in person': 'يحتاج إلى شخص سجّل دخوله',
  'is neither a chat id nor a phone number with its country code': 'ليس معرّف محادثة ولا رقم هاتف مع رمز الدولة',
  ...Object.fromEntries(Object.values(FILTER_SENTENCES).map(({ en, ar }) => [en, ar])),
  ...Object.fromEntries(Object.values(PASSWORD_SENTENCES).map(({ en, ar }) => [en, ar])),
};

const ID_FORM = /^must be an id of the form (\w+_)…$/;

/** The sentence in the reader's language; null when there is none in it. */
export const findSentence = (english: string, language: Language): string | null => {
  if (language === 'en') return english;
  const id = ID_FORM.exec(english)?.[1];
  return id === undefined ? (ARABIC[english] ?? null) : `يجب أن يكون معرّفًا من الشكل ${id}…`;
};

/** The same; a sentence that has no Arabic stays as it is. */
export const sentenceIn = (english: string, language: Language): string => findSentence(english, language) ?? english;

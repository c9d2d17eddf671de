import type { Language } from '../../i18n/language.ts';
import { sentenceIn } from './field-sentence.ts';

/** What the schema library tells of one refused field: the rule and its parameters, never the input. */
export interface Issue {
  path: readonly PropertyKey[];
  code: string;
  message: string;
  expected?: unknown;
  format?: unknown;
  origin?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  inclusive?: unknown;
  divisor?: unknown;
  values?: readonly unknown[];
  /** Of a union: the issues of each of its forms. */
  errors?: readonly (readonly Issue[])[];
}

type Words = Readonly<Record<string, readonly [en: string, ar: string]>>;

const TYPES: Words = {
  string: ['a text', 'نصًا'],
  number: ['a number', 'رقمًا'],
  int: ['a whole number', 'عددًا صحيحًا'],
  boolean: ['true or false', 'true أو false'],
  array: ['a list', 'قائمة'],
  object: ['an object', 'كائنًا'],
  record: ['an object', 'كائنًا'],
  null: ['null', 'null'],
};

const FORMATS: Words = {
  email: ['an e-mail address', 'عنوان بريد إلكتروني'],
  url: ['a web address', 'عنوان ويب'],
  datetime: ['a time such as 2026-01-31T08:00:00.000Z', 'وقتًا مثل 2026-01-31T08:00:00.000Z'],
  date: ['a date such as 2026-01-31', 'تاريخًا مثل 2026-01-31'],
  ipv4: ['an IPv4 address', 'عنوان IPv4'],
  ipv6: ['an IPv6 address', 'عنوان IPv6'],
  cidrv4: ['an IPv4 network', 'شبكة IPv4'],
  cidrv6: ['an IPv6 network', 'شبكة IPv6'],
  base64: ['base64', 'بصيغة base64'],
  uuid: ['a UUID', 'معرّف UUID'],
};

/** Longer lists of values are named by the API description alone. */
const MAX_LISTED_VALUES = 20;

const either = (language: Language, en: string, ar: string): string => (language === 'ar' ? ar : en);
const word = (words: Words, name: unknown, language: Language): string | undefined =>
  (typeof name === 'string' ? words[name] : undefined)?.[language === 'ar' ? 1 : 0];

const plural = (count: unknown, one: string): string => `${String(count)} ${one}${Number(count) === 1 ? '' : 's'}`;

const tooSmall = ({ origin, minimum }: Issue, language: Language): string => {
  const least = String(minimum);
  if (origin === 'string') {
    if (Number(minimum) === 1) return either(language, 'must not be empty', 'يجب ألا يكون فارغًا');
    return either(language, `must have at least ${plural(minimum, 'character')}`, `يجب ألا يقل عدد الأحرف عن ${least}`);
  }
  if (origin === 'array') {
    return either(language, `must have at least ${plural(minimum, 'item')}`, `يجب ألا يقل عدد العناصر عن ${least}`);
  }
  return either(language, `must be at least ${least}`, `يجب ألا يقل عن ${least}`);
};

const tooBig = ({ origin, maximum }: Issue, language: Language): string => {
  const most = String(maximum);
  if (origin === 'string') {
    return either(language, `must have at most ${plural(maximum, 'character')}`, `يجب ألا يزيد عدد الأحرف على ${most}`);
  }
  if (origin === 'array') {
    return either(language, `must have at most ${plural(maximum, 'item')}`, `يجب ألا يزيد عدد العناصر على ${most}`);
  }
  return either(language, `must be at most ${most}`, `يجب ألا يزيد على ${most}`);
};

const invalidType = ({ expected, message }: Issue, language: Language): string => {
  // The library keeps what came out of its issues; its sentence names the type of it alone.
  if (message.endsWith('received undefined')) return either(language, 'is required', 'مطلوب');
  const type = word(TYPES, expected, language);
  return type === undefined
    ? either(language, 'has the wrong type', 'نوعه غير صحيح')
    : either(language, `must be ${type}`, `يجب أن يكون ${type}`);
};

const invalidFormat = ({ format }: Issue, language: Language): string => {
  const form = word(FORMATS, format, language);
  return form === undefined
    ? either(language, 'does not have the right form', 'ليس بالشكل الصحيح')
    : either(language, `must be ${form}`, `يجب أن يكون ${form}`);
};

const invalidValue = ({ values = [] }: Issue, language: Language): string => {
  if (values.length === 0 || values.length > MAX_LISTED_VALUES) {
    return either(language, 'is not one of the known values', 'ليس من القيم المعروفة');
  }
  const list = values.map(String).join(', ');
  return either(language, `must be one of ${list}`, `يجب أن يكون إحدى القيم: ${list}`);
};

/** Every form failed at the field itself: then the forms are named. */
const invalidUnion = ({ errors = [] }: Issue, language: Language): string => {
  const forms = errors.map(([issue]) => word(FORMATS, issue?.format, language));
  if (forms.length === 0 || forms.includes(undefined)) {
    return either(language, 'has none of the forms that are accepted', 'ليس بأي من الأشكال المقبولة');
  }
  return either(language, `must be ${forms.join(' or ')}`, `يجب أن يكون ${forms.join(' أو ')}`);
};

const BY_CODE: Readonly<Record<string, (issue: Issue, language: Language) => string>> = {
  too_small: tooSmall,
  too_big: tooBig,
  invalid_type: invalidType,
  invalid_format: invalidFormat,
  invalid_value: invalidValue,
  invalid_union: invalidUnion,
  // The library's own sentence quotes the names that were sent.
  unrecognized_keys: (_issue, language) => either(language, 'has a field that is not known', 'فيه حقل غير معروف'),
  not_multiple_of: ({ divisor }, language) =>
    either(language, `must be a multiple of ${String(divisor)}`, `يجب أن يكون من مضاعفات ${String(divisor)}`),
};

/** Sentences of ours go on after the name of the field, in lower case; the library's begin with a capital. */
const isOurs = (message: string): boolean => /^\p{Ll}/u.test(message);

/** What is wrong with one field, in the reader's language. */
export const fieldMessage = (issue: Issue, language: Language): string => {
  if (isOurs(issue.message)) return sentenceIn(issue.message, language);
  return BY_CODE[issue.code]?.(issue, language) ?? either(language, 'is not valid', 'غير صالح');
};

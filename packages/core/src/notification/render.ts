import {
  NOTIFICATION_TERMS,
  NOTIFICATION_WORDS,
  UNKNOWN_NOTIFICATION,
  type NotificationCode,
  type NotificationParams,
  type NotificationWords,
  type UiLanguage,
} from '@waqtor/contracts';

const isKnown = (code: string): code is NotificationCode => Object.hasOwn(NOTIFICATION_WORDS, code);

/** First-strong isolate and its end: a name in the other direction does not turn the sentence around it. */
const isolate = (text: string): string => `\u2068${text}\u2069`;
/** Marks that turn the text around them, and line ends: a name holds none of them in a sentence. */
// eslint-disable-next-line no-control-regex -- these characters are what is removed
const UNSAFE = /[\u0000-\u001f\u007f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/g;

const inWords = (name: string, value: string | number | boolean, language: UiLanguage): string => {
  // Latin digits in Arabic too, as everywhere in the dashboard.
  if (typeof value === 'number') return new Intl.NumberFormat('en-GB').format(value);
  const term = Object.hasOwn(NOTIFICATION_TERMS, name) ? NOTIFICATION_TERMS[name]?.[String(value)] : undefined;
  return term?.[language] ?? isolate(String(value).replace(UNSAFE, ' ').trim());
};

const fillIn = (text: string, params: NotificationParams, language: UiLanguage): string =>
  text.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined || value === null || value === '') return otherwise ?? '–';
    return inWords(name, value, language);
  });

/** N-1: what a notification says to somebody who reads this language. A code of a newer version says so plainly. */
export const renderNotification = (
  code: string,
  params: NotificationParams,
  language: UiLanguage,
): NotificationWords => {
  // What a person wrote is theirs, line ends included.
  if (code === 'custom' && typeof params.title === 'string') {
    return { title: params.title, body: typeof params.text === 'string' ? params.text : '' };
  }
  const words = isKnown(code) ? NOTIFICATION_WORDS[code][language] : UNKNOWN_NOTIFICATION[language];
  return { title: fillIn(words.title, params, language), body: fillIn(words.body, params, language) };
};

import type { UiLanguage } from '@waqtor/contracts';
import { AR } from './words/ar.ts';
import { EN } from './words/en.ts';
import type { MailTemplate } from './mail-template.ts';

const WORDS = { ar: AR, en: EN };

export interface RenderedMail {
  subject: string;
  text: string;
  html: string;
}

/** First-strong isolate and its end: a name in the other direction does not turn the sentence around it. */
const [ISOLATE, END_ISOLATE] = ['\u2068', '\u2069'];
/** Line ends (headers), other control characters, and marks that turn the text around them. */
// eslint-disable-next-line no-control-regex -- these characters are what is removed
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/g;
const clean = (text: string): string => text.replace(UNSAFE, ' ').trim();

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** `fill` decides how a param stands in the text; one that is missing is a fault of ours, found by a test. */
const fillIn = (text: string, params: Record<string, string>, fill: (value: string) => string): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error('A mail lacks a param that its words name.');
    return fill(clean(value));
  });

const isLink = (value: string): boolean => /^https?:\/\//.test(value);
const inText = (value: string): string => (isLink(value) ? value : ISOLATE + value + END_ISOLATE);
const inHtml = (value: string): string => {
  const safe = escapeHtml(value);
  return isLink(value) ? `<a href="${safe}" dir="ltr">${safe}</a>` : `<bdi>${safe}</bdi>`;
};

const BODY = 'margin:0;padding:24px;background:#f4f4f5;font-family:Tahoma,Arial,sans-serif;color:#18181b';
const CARD = 'max-width:520px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px;line-height:1.6';
const BUTTON =
  'display:inline-block;padding:12px 20px;background:#0f766e;color:#ffffff;border-radius:6px;text-decoration:none';
const SMALL = 'font-size:13px;color:#52525b';

/** Plain text and HTML that loads nothing from anywhere: reading it tells nobody that it was read. */
export const renderMail = (
  template: MailTemplate,
  language: UiLanguage,
  params: Record<string, string>,
): RenderedMail => {
  const words = WORDS[language][template];
  const link = words.action === undefined ? undefined : params.link;
  if (words.action !== undefined && link === undefined) throw new Error('A mail lacks its link.');
  const subject = fillIn(words.subject, params, (value) => value);
  const text = [
    ...words.paragraphs.map((paragraph) => fillIn(paragraph, params, inText)),
    ...(link === undefined ? [] : [`${words.action}:\n${link}`]),
    words.footer,
    'WaQtor',
  ].join('\n\n');
  const paragraphs = words.paragraphs.map((paragraph) => `<p>${fillIn(escapeHtml(paragraph), params, inHtml)}</p>`);
  const button =
    link === undefined || words.action === undefined
      ? ''
      : `<p><a href="${escapeHtml(link)}" style="${BUTTON}">${escapeHtml(words.action)}</a></p>` +
        `<p style="${SMALL}" dir="ltr">${escapeHtml(link)}</p>`;
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const html =
    `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>` +
    `<body style="${BODY}"><div style="${CARD}" dir="${direction}">${paragraphs.join('')}${button}` +
    `<p style="${SMALL}">${escapeHtml(words.footer)}</p><p style="${SMALL}">WaQtor</p></div></body></html>`;
  return { subject, text, html };
};

import { UI_LANGUAGES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { MAIL_TEMPLATES } from './mail-template.ts';
import { renderMail } from './render-mail.ts';

const PARAMS = {
  link: 'https://waqtor.example/ar/verify-email?token=usr_1.abc&x=1',
  resetLink: 'https://waqtor.example/ar/forgot-password',
  newEmail: 'new@oasis.example',
  workspaceName: 'Oasis <b>& Sons</b>',
  invitedByName: 'Layla',
  title: 'Layla: <i>late</i>',
  text: 'It is back.',
};

const every = MAIL_TEMPLATES.flatMap((template) => UI_LANGUAGES.map((language) => [template, language] as const));

describe('e-mail', () => {
  it.each(every)('D-2 %s in %s has a subject, plain text, and HTML in its direction', (template, language) => {
    const { subject, text, html } = renderMail(template, language, PARAMS);
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/\{\w+\}|undefined/);
      expect(/[\u0600-\u06ff]/.test(part)).toBe(language === 'ar');
    }
    expect(html).toContain(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`);
  });

  it.each(every)('A-3 %s in %s loads nothing from anywhere and runs nothing', (template, language) => {
    const { html } = renderMail(template, language, PARAMS);
    expect(html).not.toMatch(/<(img|script|link|iframe|style|form|object)\b|url\(|src=/i);
    for (const [, address] of html.matchAll(/href="([^"]*)"/g)) expect(address).toMatch(/^https:\/\/waqtor\.example\//);
  });

  it('A-3 holds the link whole, in both forms', () => {
    const { text, html } = renderMail('verify_email', 'ar', PARAMS);
    expect(text).toContain(PARAMS.link);
    expect(html).toContain(`href="${PARAMS.link.replace('&', '&amp;')}"`);
  });

  it('A-3 shows names as text, and lets none of them end a line or turn the words around it', () => {
    const workspaceName = '<script>x</script>\r\nBcc: a@b.example\u202e';
    const { subject, text, html } = renderMail('invitation', 'en', { ...PARAMS, workspaceName });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<script>');
    for (const part of [subject, text, html]) expect(part).not.toContain('\u202e');
  });

  it('A-1 without a param that its words name is a fault of ours', () => {
    expect(() => renderMail('invitation', 'en', { link: PARAMS.link })).toThrow('lacks a param');
    expect(() => renderMail('verify_email', 'en', {})).toThrow('lacks its link');
  });
});

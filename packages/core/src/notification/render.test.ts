import { defaultChoice, NOTIFICATION_CODES, NOTIFICATION_WORDS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { isDefaultChoice } from './preference.ts';
import { renderNotification } from './render.ts';

const bare = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

describe('words of notifications', () => {
  it('N-1 name a thing by its name, and by a common word where it has none, never by its id', () => {
    const params = { sessionId: 'ses_01', sessionName: 'المبيعات', reason: 'crash_loop' };
    expect(bare(renderNotification('session_lost', params, 'ar').title)).toBe('انقطعت الجلسة: المبيعات');
    const { title } = renderNotification('session_lost', { sessionId: 'ses_01', sessionName: null }, 'en');
    expect(title).toBe('Session lost: one of your sessions');
  });

  it.each(NOTIFICATION_CODES)('N-1 %s reads well in both languages, with params and without', (code) => {
    for (const language of ['en', 'ar'] as const) {
      const { title, body } = renderNotification(code, {}, language);
      expect(title.length).toBeGreaterThan(3);
      expect(`${title} ${body}`).not.toMatch(/[{}|]|undefined|null|_/);
    }
    const names = (text: string) => [...text.matchAll(/\{(\w+)/g)].map(([, name]) => name).sort();
    const { en, ar } = NOTIFICATION_WORDS[code];
    expect(names(ar.title + ar.body)).toEqual(names(en.title + en.body));
  });

  it('N-1 say a plain sentence for a code of a newer version', () => {
    expect(renderNotification('from_the_future', {}, 'en').title).toBe('Something happened in your workspace');
    expect(renderNotification('toString', {}, 'ar').title).toBe('حدث شيء في مساحة عملك');
  });

  it('N-1 put constants and numbers into words, and keep a name from turning the sentence', () => {
    const alert = renderNotification('monitor_alert', { metric: 'errors', value: 12_000, limit: 10 }, 'en');
    expect(alert).toEqual({
      title: 'At its limit: errors in 5 minutes',
      body: 'It is at 12,000; the limit is 10. The monitor says what to do.',
    });
    const { title } = renderNotification('session_lost', { sessionName: '\u202eevil\n' }, 'en');
    expect(title).toBe('Session lost: \u2068evil\u2069');
  });

  it('N-1 leave what a person wrote as it is, braces too', () => {
    expect(renderNotification('custom', { title: 'Hi {title}', text: 'a\nb' }, 'ar')).toEqual({
      title: 'Hi {title}',
      body: 'a\nb',
    });
  });
});

describe('choices', () => {
  it('N-4 send e-mail by default for a lost session, a disabled webhook and a new device alone', () => {
    expect(NOTIFICATION_CODES.filter((code) => defaultChoice(code).email)).toEqual([
      'session_lost',
      'webhook_disabled',
      'new_device',
    ]);
    expect(NOTIFICATION_CODES.every((code) => defaultChoice(code).inApp)).toBe(true);
    expect(isDefaultChoice('custom', { ...defaultChoice('custom'), sound: true })).toBe(false);
    expect(isDefaultChoice('from_the_future', defaultChoice('from_the_future'))).toBe(true);
  });
});

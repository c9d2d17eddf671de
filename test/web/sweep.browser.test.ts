import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { looksOf } from '../../packages/testing/src/sweep-looks.ts';
import { launchBrowser, signIn } from './browser.ts';
import { sweepPage, type SweepResult, untilQuiet, watchPage } from './sweep.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const LANGS = ['ar', 'en'] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
/** `npm run test:sweep` has all looks; else those of the day, of which WAQTOR_SWEEP_DAY repeats one. */
const DAY =
  process.env.WAQTOR_SWEEP === 'full'
    ? 'all'
    : Number(process.env.WAQTOR_SWEEP_DAY ?? '') || Math.floor(Date.now() / DAY_MS);
const CLEAN: SweepResult = { violations: [], consoleErrors: [], failedRequests: [], overflowPx: 0, thirdParty: [] };

/** Of no mail; the pages look at it when something is sent. */
const TOKEN = '0123456789abcdef0123456789abcdef';

/** Pages that need no login, and those that do; `shows` is waited for, so that no skeleton is judged in their place. */
const PUBLIC_PAGES = [
  { name: 'landing', path: '', shows: 'h1' },
  { name: 'login', path: '/login', shows: '#password' },
  { name: 'sign-up', path: '/sign-up', shows: '#password' },
  { name: 'a forgotten password', path: '/forgot-password', shows: '#email' },
  { name: 'a new password', path: `/reset-password?token=${TOKEN}`, shows: '#password' },
  { name: 'an address to confirm', path: `/verify-email?token=${TOKEN}`, shows: 'main button' },
  { name: 'a link that no longer works', path: '/verify-email', shows: '#email' },
  { name: 'an invitation that no longer works', path: '/invite', shows: 'h1' },
];
const APP_PAGES = [
  { name: 'home', path: '/dashboard', shows: 'h1' },
  { name: 'sessions', path: '/sessions', shows: '[data-session]' },
  { name: 'hosts', path: '/hosts', shows: '[data-host]' },
  { name: 'campaigns', path: '/campaigns', shows: '.empty' },
  { name: 'interactive', path: '/interactive', shows: 'main form' },
  { name: 'reports', path: '/reports', shows: '.empty' },
  { name: 'workspaces', path: '/workspaces/new', shows: '.ws-list' },
  { name: 'general settings', path: '/settings/general', shows: '#workspace-title' },
  { name: 'branding', path: '/settings/branding', shows: '#brand-title' },
  { name: 'notifications', path: '/notifications', shows: '.ntf-centre :is(.empty, [data-notification])' },
  { name: 'notification settings', path: '/settings/notifications', shows: '[data-preferences]' },
  { name: 'members', path: '/settings/members', shows: '[data-member]' },
  { name: 'API keys', path: '/settings/keys', shows: '[data-key]' },
  { name: 'usage', path: '/settings/usage', shows: '#gates-title' },
  { name: 'profile', path: '/profile', shows: '[data-login]' },
  { name: 'audit', path: '/audit', shows: '.audit-item' },
  { name: 'the monitor', path: '/monitor', shows: '[data-client]' },
  { name: 'the monitor on the wall', path: '/ws-monitor.html', shows: '[data-client]' },
  { name: 'messages', path: '/messages', shows: `text=هدى` },
  { name: 'a thread', path: `/messages?chat=${encodeURIComponent(`${CUSTOMER}@c.us`)}`, shows: 'text=هدى' },
  {
    name: 'a contact',
    path: `/messages?pane=contact&chat=${encodeURIComponent(`${CUSTOMER}@c.us`)}`,
    shows: 'aside.contact .facts',
  },
  { name: 'webhooks', path: '/webhooks', shows: '.empty' },
];

describe(`D-5 every page, in both languages and themes, at 360, 768 and 1280 px (${DAY === 'all' ? 'all' : `sample of day ${DAY}`})`, () => {
  let product: Product;
  let browser: Browser;
  let visitor: BrowserContext;
  const operator = new Map<string, BrowserContext>();

  const sweep = async (
    context: BrowserContext,
    lang: 'ar' | 'en',
    { path, shows }: { path: string; shows: string },
    at: number,
  ): Promise<void> => {
    const page = await context.newPage();
    watchPage(page);
    for (const { theme, width } of looksOf(at, LANGS.indexOf(lang), DAY)) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${product.dev.url}/${lang}${path}`);
      await page.locator(shows).first().waitFor({ state: 'attached' });
      await untilQuiet(page);
      expect({ lang, theme, width, path, ...(await sweepPage(page, { lang, theme, width })) }).toEqual({
        lang,
        theme,
        width,
        path,
        ...CLEAN,
      });
    }
    await page.close();
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'هدى' });
    visitor = await browser.newContext();
    for (const lang of LANGS) {
      const context = await browser.newContext();
      operator.set(lang, context);
      const page = await context.newPage();
      await signIn(page, product, lang);
      await page.close();
    }
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it.each(LANGS.flatMap((lang) => PUBLIC_PAGES.map((page) => [page.name, lang, page] as const)))(
    'D-5 %s in %s is clean',
    (_name, lang, page) => sweep(visitor, lang, page, PUBLIC_PAGES.indexOf(page)),
  );

  it.each(LANGS)('D-5 home with a code to scan in %s is clean', (lang) =>
    sweep(operator.get(lang)!, lang, { path: '/dashboard', shows: '[role=timer], svg[role=img], [role=img] svg' }, 0),
  );

  it('D-5 a page that does not exist says so in the language of its address', async () => {
    const page = await visitor.newPage();
    for (const lang of LANGS) {
      const response = await page.goto(`${product.dev.url}/${lang}/nowhere`);
      expect(response?.status()).toBe(404);
      expect(await page.locator('html').getAttribute('dir')).toBe(lang === 'ar' ? 'rtl' : 'ltr');
      const { violations, overflowPx } = await sweepPage(page, { lang, theme: 'light', width: 360 });
      expect({ violations, overflowPx }).toEqual({ violations: [], overflowPx: 0 });
    }
    await page.close();
  });

  it('S-7 the session is linked and has a conversation for the pages that follow', async () => {
    await product.link(PHONE);
    for (const body of ['هل التوصيل متاح اليوم؟ 🙂', 'Do you ship to Bahrain?']) {
      await product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
    }
    await product.api('POST', '/api/messages/send-text', {
      chatId: `${CUSTOMER}@c.us`,
      text: 'نعم، وإلى البحرين أيضًا.',
    });
    const chats = await until('the chat in the inbox', async () => {
      const { body } = await product.api<{ data: unknown[] }>('GET', '/api/chats');
      return body.data.length > 0 ? body.data : null;
    });
    expect(chats).toHaveLength(1);
  });

  it.each(LANGS.flatMap((lang) => APP_PAGES.map((page) => [page.name, lang, page] as const)))(
    'D-5 %s in %s is clean',
    (_name, lang, page) => sweep(operator.get(lang)!, lang, page, APP_PAGES.indexOf(page)),
  );
});

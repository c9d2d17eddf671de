import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionState } from '../../packages/contracts/src/index.ts';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { joinAs } from './join-as.ts';

const SALES = '966500000012';
const DELIVERY = '966500000083';
const LIVE_LIMIT_MS = 1_000;

describe('the sessions page on the product', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const open = (path: string, lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}${path}`);
  const card = (name: string) => page.locator('article[data-session]').filter({ hasText: name });
  const stateOf = async (name: string): Promise<SessionState> => {
    const { body } = await product.api<{ data: SessionState[] }>('GET', '/api/sessions');
    return body.data.find((session) => session.name === name)!;
  };
  const untilStatus = (name: string, status: string) =>
    until(`${name} to be ${status}`, async () => ((await stateOf(name)).status === status ? true : null), 20_000);
  /** By the menu of its card, as a person does, in the page's language. */
  const choose = async (name: string, item: string): Promise<void> => {
    await card(name).locator('.scard-top button').click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await product.simulator('POST', '/accounts', { phone: SALES, name: 'متجر الواحة' });
    await product.simulator('POST', '/accounts', { phone: DELIVERY, name: 'Oasis delivery' });
    await signIn(page, product, 'en');
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('S-4 a name makes a session and leads on to its code', async () => {
    await open('/sessions');
    await page.getByRole('button', { name: 'Link a number' }).click();
    await page.getByLabel('Name', { exact: true }).fill('المبيعات 2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Link “المبيعات 2”' }).waitFor();
    expect(new URL(page.url()).searchParams.get('link')).toBe((await stateOf('المبيعات 2')).sessionId);
  });

  it('S-2 the dialog shows the code of the session, its number of six and the seconds left', async () => {
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-phase=code]').waitFor();
    await dialog.getByText(/Code \d of 6/).waitFor();
    const box = await dialog.getByTestId('qr').boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(264);
    expect(await dialog.getByRole('timer').getAttribute('aria-label')).toMatch(/^\d+ seconds? left$/);
    await dialog.getByText('Waiting for the phone').waitFor();
  });

  it('S-2 a new code is another one, and starts counting at one', async () => {
    const dialog = page.getByRole('dialog');
    const drawn = () => dialog.getByTestId('qr').locator('path').getAttribute('d');
    const before = await drawn();
    await dialog.getByRole('button', { name: 'New code' }).click();
    await dialog.getByText('Code 1 of 6').waitFor();
    await until('another code', async () => (await drawn()) !== before);
  });

  it('S-2 D-6 a scan is answered within a second: linked, whose phone it is, and the window closes by itself', async () => {
    const { qr } = await until('the code', async () => {
      const state = await stateOf('المبيعات 2');
      return state.qr ? state : null;
    });
    await product.simulator('POST', `/accounts/${SALES}/scan`, { qr });
    await untilStatus('المبيعات 2', 'ready');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Linked', { exact: true }).waitFor({ timeout: LIVE_LIMIT_MS });
    await dialog.getByText('+966 50 000 0012').waitFor();
    await dialog.waitFor({ state: 'detached', timeout: 10_000 });
    expect(await card('المبيعات 2').getAttribute('data-status')).toBe('ready');
    expect(new URL(page.url()).search).toBe('');
  });

  it('S-2 a number is linked by typing a code on the phone, in Arabic', async () => {
    const { body } = await product.api<SessionState>('POST', '/api/sessions', { name: 'التوصيل' });
    await untilStatus('التوصيل', 'qr');
    await open(`/sessions?link=${body.sessionId}`, 'ar');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'مسح الرمز' }).focus();
    await page.keyboard.press('ArrowLeft');
    const phone = dialog.getByLabel('رقم الهاتف المراد ربطه');
    await phone.fill('12');
    await dialog.getByRole('button', { name: 'اطلب رمزًا' }).click();
    await dialog.getByText('هذا ليس رقمًا كاملًا').waitFor();
    await phone.fill('٠٥٠٠٠٠٠٠٨٣');
    await dialog.getByText('+966 50 000 0083').waitFor();
    await dialog.getByRole('button', { name: 'اطلب رمزًا' }).click();
    await dialog.getByText(/^صالح مدة 0\d:\d\d$/).waitFor();
    const cells = await dialog.getByTestId('pairing-code').locator('b').allTextContents();
    expect(cells).toHaveLength(8);
    await product.simulator('POST', `/accounts/${DELIVERY}/scan`, { pairingCode: cells.join('') });
    await dialog.getByText('تم الربط', { exact: true }).waitFor();
    await dialog.getByText('Oasis delivery').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('S-4 every session has its card; groups are counted, and name and number are found in any digits', async () => {
    await open('/sessions');
    await card('التوصيل').waitFor();
    expect(await page.locator('article[data-session]').count()).toBe(3);
    expect(await page.locator('[data-group=all]').textContent()).toMatch(/3/);
    expect(await page.locator('[data-group=ready]').textContent()).toMatch(/2/);
    await page.locator('[data-group=attention]').click();
    expect(await page.locator('article[data-session]').count()).toBe(1);
    await page.getByRole('searchbox').fill('no such name');
    await page.getByText('Nothing found').waitFor();
    await page.getByRole('button', { name: 'Show all sessions' }).click();
    await page.getByRole('searchbox').fill('٠٠٨٣');
    await until('one card', async () => (await page.locator('article[data-session]').count()) === 1);
    await card('التوصيل').waitFor();
    await page.getByRole('searchbox').fill('');
  });

  it('S-4 stop says what follows in words, keeps the link, and a start needs no scan', async () => {
    await choose('التوصيل', 'Stop');
    await page.getByRole('dialog').getByText('The link to the phone stays').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('status').getByText('“التوصيل” is stopping; the link stays.').waitFor();
    await card('التوصيل').getByText('Stopped', { exact: true }).waitFor();
    await card('التوصيل').getByText('The link is kept; starting it needs no new scan.').waitFor();
    await card('التوصيل').getByRole('button', { name: 'Start' }).click();
    await card('التوصيل').getByText('Ready', { exact: true }).waitFor();
    expect(await card('المبيعات 2').getAttribute('data-status')).toBe('ready');
  });

  it('S-1 restart says what follows in Arabic, and the session comes back by itself', async () => {
    await open('/sessions', 'ar');
    await card('المبيعات 2').waitFor();
    await choose('المبيعات 2', 'أعد التشغيل');
    await page.getByRole('dialog').getByText('يبقى الربط كما هو').waitFor();
    const before = (await stateOf('المبيعات 2')).since;
    await page.getByRole('dialog').getByRole('button', { name: 'أعد التشغيل' }).click();
    await page.getByRole('status').getByText('يُعاد تشغيل «المبيعات 2».').waitFor();
    await until('a later ready', async () => {
      const { status, since } = await stateOf('المبيعات 2');
      return status === 'ready' && since !== before ? true : null;
    });
    await card('المبيعات 2').getByText('جاهزة', { exact: true }).waitFor();
  });

  it('S-4 logging out asks first, ends the link of this session alone, and offers a new one', async () => {
    await open('/sessions');
    await choose('التوصيل', 'Log out');
    await page.getByRole('dialog').getByText('to return you scan a new code').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
    await card('التوصيل').getByText('It was logged out here.').waitFor();
    expect(await card('المبيعات 2').getAttribute('data-status')).toBe('ready');
    await card('التوصيل').getByRole('button', { name: 'Link again' }).click();
    await page.getByRole('dialog').locator('[data-phase=code]').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('S-1 the dot beside the page’s name tells that a session needs somebody, on every page', async () => {
    await open('/dashboard');
    await page.locator('.sidebar [data-attention]').waitFor();
    await page.getByRole('link', { name: 'All sessions' }).click();
    await page.waitForURL('**/sessions');
  });

  it('A-1 a viewer sees the sessions, and nothing to change them with', async () => {
    const viewer = await joinAs(product, 'viewer@example.test', 'viewer');
    const context = await browser.newContext();
    const other = await context.newPage();
    await signIn(other, { dev: { ...product.dev, ...viewer } } as Product, 'en');
    await other.goto(`${product.dev.url}/en/sessions`);
    await other.locator('article[data-status=ready]').first().waitFor();
    expect(await other.getByRole('button', { name: /Link a number|Restart|Show the code/ }).count()).toBe(0);
    await other.locator('article[data-session] .scard-top button').first().click();
    expect(await other.getByRole('menuitem').allInnerTexts()).toEqual(['Event log', 'Copy the session id']);
    expect(await other.locator('.sidebar').getByText('Hosts').count()).toBe(0);
    await context.close();
  });

  it('D-5 no error came up in the console', () => expect(problems).toEqual([]));
});

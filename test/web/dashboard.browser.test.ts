import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const CHAT = `${CUSTOMER}@c.us`;
const LIVE_LIMIT_MS = 1_000;

describe('the dashboard follows the product by itself', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const customerWrites = (body: string): Promise<unknown> =>
    product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
  /** Set once; gone if the page was ever loaded anew. */
  const mark = (): Promise<void> => page.evaluate(() => void Object.assign(window, { wasNeverReloaded: true }));
  const wasNeverReloaded = (): Promise<boolean> => page.evaluate(() => 'wasNeverReloaded' in window);

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await product.simulator('POST', '/accounts', { phone: CUSTOMER, name: 'هدى' });
    await product.simulator('POST', '/accounts', { phone: PHONE, name: 'متجر الواحة' });
    await signIn(page, product, 'en');
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('S-2 Home shows the code that the session has, as SVG, with its number and countdown', async () => {
    await page.getByText(/Code \d of 6/).waitFor();
    const box = await page.locator('svg[role=img], [role=img] svg').first().boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(264);
    expect((await product.sessionState()).status).toBe('qr');
  });

  it('S-1 D-6 after a scan Home is ready with the phone within 1 s, without a reload', async () => {
    await mark();
    const { qr } = await product.sessionState();
    await product.simulator('POST', `/accounts/${PHONE}/scan`, { qr });
    await until('the API to say ready', async () => (await product.sessionState()).status === 'ready', 20_000, 5);
    await page.getByText('Ready', { exact: true }).first().waitFor({ timeout: LIVE_LIMIT_MS });
    await page.getByText('+966 50 000 0009').first().waitFor({ timeout: LIVE_LIMIT_MS });
    expect(await wasNeverReloaded()).toBe(true);
  });

  it('M-5 D-6 a message of a phone appears in the thread, and what the API sends with its ticks, live', async () => {
    await page.goto(`${product.dev.url}/en/messages`);
    await mark();
    await customerWrites('هل التوصيل متاح اليوم؟');
    await page.getByText('هل التوصيل متاح اليوم؟').first().click();
    const thread = page.getByRole('log');
    await thread.getByText('هل التوصيل متاح اليوم؟').waitFor();
    await product.api('POST', '/api/messages/send-text', { chatId: CHAT, text: 'نعم، حتى التاسعة مساءً.' });
    await thread.getByText('نعم، حتى التاسعة مساءً.').waitFor({ timeout: LIVE_LIMIT_MS });
    await thread.getByText('Delivered').waitFor({ state: 'attached' });
    const { messages } = await product.simulator<{ messages: { id: string; body: string }[] }>(
      'GET',
      `/messages?phone=${CUSTOMER}`,
    );
    await product.simulator('POST', `/messages/${messages.at(-1)!.id}/ack`, { ack: 3 });
    await thread.getByText('Read', { exact: true }).waitFor({ state: 'attached', timeout: LIVE_LIMIT_MS });
    expect(await wasNeverReloaded()).toBe(true);
  });

  it('M-1 a text that is typed and sent arrives once', async () => {
    const composer = page.locator('textarea');
    await composer.fill('أهلًا، كيف نساعدك؟');
    await composer.press('Enter');
    const arrived = await until('the text to arrive', async () => {
      const { messages } = await product.simulator<{ messages: { body: string }[] }>(
        'GET',
        `/messages?phone=${CUSTOMER}`,
      );
      const same = messages.filter((message) => message.body === 'أهلًا، كيف نساعدك؟');
      return same.length > 0 ? same : null;
    });
    expect(arrived).toHaveLength(1);
    await page.getByRole('log').getByText('أهلًا، كيف نساعدك؟').waitFor();
    expect(await composer.inputValue()).toBe('');
  });

  it('D-6 a message that comes after the list was read and before the page follows it appears all the same', async () => {
    let connect = (): void => undefined;
    const held = new Promise<void>((resolve) => (connect = resolve));
    await page.route('**/api/ws/ticket', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${product.dev.url}/en/messages`);
    await page.getByText('هدى').first().waitFor();
    await customerWrites('قبل أن تتصل الصفحة');
    await until('the inbox to have it', async () =>
      JSON.stringify((await product.api('GET', '/api/chats')).body).includes('قبل أن تتصل الصفحة'),
    );
    connect();
    const row = page.getByText('قبل أن تتصل الصفحة').first();
    await row.waitFor();
    await page.unroute('**/api/ws/ticket');
    await row.click();
    await page.getByRole('log').getByText('قبل أن تتصل الصفحة').waitFor();
    await mark();
  });

  it('H-12 D-6 when the edge dies the page says so, comes back by itself and catches up', async () => {
    await product.killEdge();
    await page
      .getByText(/Reconnecting|Offline/i)
      .first()
      .waitFor({ timeout: 10_000 });
    await customerWrites('كتبت وأنتم غائبون');
    await page.getByRole('log').getByText('كتبت وأنتم غائبون').waitFor({ timeout: 40_000 });
    await page.getByText('Live', { exact: true }).first().waitFor();
    expect(await wasNeverReloaded()).toBe(true);
  });

  it('S-7 the badge says that this is a simulator and leads to the virtual phone', async () => {
    const badge = page.locator(`a[href^="${product.dev.simulator.url}"]`).first();
    expect(await badge.getAttribute('href')).toContain(product.dev.simulator.url);
  });

  it('D-5 no error came up in the console, but for the connection that was cut on purpose', () => {
    expect(
      problems.filter((text) => !/ERR_CONNECTION_REFUSED|WebSocket connection|Failed to load resource|ERR_/.test(text)),
    ).toEqual([]);
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { joinAs } from './join-as.ts';

const PHONE = '966500000009';
const CUSTOMER = '966500000001';
const CHAT = `${CUSTOMER}@c.us`;
const LIVE_LIMIT_MS = 1_000;
/** One grey point. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

describe('the dashboard follows the product by itself', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  const customerWrites = (body: string): Promise<{ id: string }> =>
    product.simulator('POST', '/messages', { from: CUSTOMER, to: PHONE, type: 'text', body });
  /** Set once; gone if the page was ever loaded anew. */
  const mark = (): Promise<void> => page.evaluate(() => void Object.assign(window, { wasNeverReloaded: true }));
  const wasNeverReloaded = (): Promise<boolean> => page.evaluate(() => 'wasNeverReloaded' in window);

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
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

  it('M-2 M-3 D-6 a picture, a reaction, an edit, a vote and a deletion stand in the open thread at once', async () => {
    const bubble = (text: string) => page.getByRole('log').locator('.bubble').filter({ hasText: text });
    const latestOf = (type: string) =>
      until(`a ${type} at the customer`, async () => {
        const { messages } = await product.simulator<{ messages: { id: string; type: string }[] }>(
          'GET',
          `/messages?phone=${CUSTOMER}`,
        );
        return messages.findLast((message) => message.type === type) ?? null;
      });
    await page
      .locator('.composer input[type=file]')
      .setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: PICTURE });
    await page.locator('textarea').fill('صورة الفاتورة');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await bubble('صورة الفاتورة').getByRole('button', { name: 'Open the picture' }).waitFor();
    await product.simulator('POST', `/messages/${(await latestOf('image')).id}/react`, { from: CUSTOMER, emoji: '👍' });
    await bubble('صورة الفاتورة').getByText('👍').waitFor();

    const { id } = await customerWrites('كلام أول');
    await bubble('كلام أول').waitFor();
    await product.simulator('POST', `/messages/${id}/edit`, { body: 'كلام ثانٍ' });
    await bubble('كلام ثانٍ').getByText('edited').waitFor();

    await product.api('POST', '/api/messages/send-poll', {
      chatId: CHAT,
      poll: { question: 'متى نوصل؟', options: ['صباحًا', 'مساءً'] },
    });
    const poll = await latestOf('poll');
    await product.simulator('POST', `/messages/${poll.id}/vote`, { phone: CUSTOMER, options: [1] });
    await bubble('صباحًا').locator('li').filter({ hasText: 'مساءً' }).getByText('1').waitFor();
    const answer = page.locator('.bubble-in').filter({ hasText: 'مساءً' });
    expect(await answer.locator('.bubble-quote').count()).toBe(1);
    await product.simulator('POST', `/messages/${poll.id}/vote`, { phone: CUSTOMER, options: [] });
    await page.getByRole('log').getByText('The answer was taken back').waitFor();

    await product.simulator('POST', `/messages/${id}/revoke`);
    await bubble('كلام ثانٍ').waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('فاتوره');
    await page.locator('[data-hit] mark').first().click();
    await page.locator('.bubble.hit').filter({ hasText: 'صورة الفاتورة' }).waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('log').evaluate((node) => node.scrollTo(0, node.scrollHeight));
    expect(await wasNeverReloaded()).toBe(true);
  });

  it('D-5 a viewer reads the thread, is told why nothing can be written and is offered nothing that is refused', async () => {
    const viewer = await joinAs(product, 'inbox-viewer@example.com', 'viewer');
    const context = await browser.newContext();
    const other = await context.newPage();
    await signIn(other, { dev: { ...product.dev, ...viewer } } as Product, 'en');
    await other.goto(`${product.dev.url}/en/messages?chat=${encodeURIComponent(CHAT)}`);
    await other.getByText('You can read here. To write, ask for the role of an agent.').waitFor();
    await other.locator('.bubble').first().waitFor();
    expect(await other.locator('textarea').count()).toBe(0);
    expect(await other.getByRole('button', { name: 'New message' }).count()).toBe(0);
    expect(await other.getByRole('button', { name: 'Resolve' }).isDisabled()).toBe(true);
    await context.close();
  });

  it('H-12 D-6 when the edge dies the page says so, comes back by itself and catches up', async () => {
    // Until here nothing was cut: every error would be one of the page or of the product.
    expect(problems.splice(0)).toEqual([]);
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
    const ways = page.locator(`a[href^="${product.dev.simulator.url}"]`);
    await ways.filter({ hasText: 'Running on the simulator' }).first().waitFor();
  });

  it('D-5 no error came up in the console, but for the connection that was cut on purpose', () => {
    expect(problems.filter((text) => !/WebSocket connection|Failed to load resource|ERR_/.test(text))).toEqual([]);
  });
});

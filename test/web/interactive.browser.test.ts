import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';
import { type InteractiveMock, mockInteractive } from './interactive.fixture.ts';
import { joinAs } from './join-as.ts';
import { sweepPage, watchPage } from './sweep.ts';

let product: Product;
let browser: Browser;
let page: Page;
let mock: InteractiveMock;
const open = (path = '', lang: 'ar' | 'en' = 'en') => page.goto(`${product.dev.url}/${lang}/interactive${path}`);
const phone = () => page.getByTestId('phone');
const option = (place: number) => page.getByLabel(`Option ${place}`, { exact: true });
const send = () => page.getByRole('button', { name: 'Send', exact: true });
const writeButtons = async (): Promise<void> => {
  await page.getByLabel('Text', { exact: true }).fill('Ready tomorrow?');
  await option(1).fill('Yes');
  await option(2).fill('No');
};

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  watchPage(page);
  await signIn(page, product, 'en');
  mock = await mockInteractive(page);
});
afterAll(async () => {
  await browser.close();
  await product.stop();
});
beforeEach(() => {
  mock.sent.length = 0;
});

describe('the builder of interactive messages', () => {
  it('M-3 counts while one types and holds back what is too long', async () => {
    await open();
    await writeButtons();
    await page.getByLabel('To', { exact: true }).fill('+966500000001');
    await until('sending to be possible', () => send().isEnabled());
    await option(1).fill('x'.repeat(23));
    await page.getByText('3 too many').waitFor();
    await page.getByText('23 of 20').waitFor();
    expect(await send().isDisabled()).toBe(true);
    await page.getByText('Fill in text and options first.').waitFor();
  });

  it('M-3 shows what the recipient really sees, and the same as a menu', async () => {
    await open();
    await writeButtons();
    await phone().getByTestId('phone-poll').getByText('Ready tomorrow?').waitFor();
    await page.getByText('arrives as a poll').waitFor();
    await page.getByText('Numbered menu', { exact: true }).click();
    await phone().getByTestId('phone-text').getByText('1. Yes').waitFor();
    expect(await phone().locator('b', { hasText: 'Ready tomorrow?' }).count()).toBe(1);
  });

  it('M-3 two options under one id are refused before anything is sent', async () => {
    await open();
    await writeButtons();
    await page.getByLabel('To', { exact: true }).fill('+966500000001');
    await until('sending to be possible', () => send().isEnabled());
    await page.getByLabel('Id of option 2').fill('1');
    await page.getByText('Two options have the same id').waitFor();
    expect(await send().isDisabled()).toBe(true);
    await page.getByLabel('To', { exact: true }).press('Enter');
    await page.getByLabel('Id of option 2').fill('2');
    await send().click();
    await page.getByTestId('sent').waitFor();
    expect(mock.sent).toHaveLength(1);
  });

  it('M-3 sends with its session, says what came of it and leads to the chat', async () => {
    await open();
    await writeButtons();
    await page.getByLabel('Id of option 1').fill('yes');
    await page.getByLabel('To', { exact: true }).fill('0500000001');
    await page.keyboard.press('Enter');
    await page.getByText('Begin with the country code').waitFor();
    expect(mock.sent).toEqual([]);
    await page.getByLabel('To', { exact: true }).fill('+966 50 000 0001');
    await page.keyboard.press('Enter');
    const link = page.getByTestId('sent').getByRole('link', { name: 'Open chat' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toContain('chat=966500000001%40c.us');
    expect(mock.sent[0]).toMatchObject({
      path: '/api/messages/send-button',
      body: {
        chatId: '966500000001@c.us',
        sessionId: product.dev.sessionId,
        text: 'Ready tomorrow?',
        buttons: [{ id: 'yes', title: 'Yes' }, { title: 'No' }],
      },
    });
  });

  it('M-4 a refusal is told beside the recipient, and the next attempt is another act', async () => {
    await open();
    await writeButtons();
    mock.refusal = {
      status: 422,
      json: {
        title: 'No',
        code: 'number_not_on_whatsapp',
        errors: [{ pointer: '/chatId', code: 'x', message: 'Not on WhatsApp.' }],
      },
    };
    await page.getByLabel('To', { exact: true }).fill('+966500000001');
    await page.keyboard.press('Enter');
    await page.locator('#recipient-hint').getByText('Not on WhatsApp.').waitFor();
    await page.getByLabel('To', { exact: true }).press('Enter');
    await page.getByTestId('sent').waitFor();
    // The refusal stands in the console: it is no fault of the pages that are judged below.
    await sweepPage(page, { lang: 'en', theme: 'light', width: 1280 });
    expect(mock.sent).toHaveLength(2);
    expect(mock.sent[0]?.key).not.toBe(mock.sent[1]?.key);
  });

  it('M-3 a poll is built by the keyboard and stands as a request to copy', async () => {
    await open();
    await page.getByRole('tab', { name: 'Buttons' }).press('End');
    await page.waitForURL('**/interactive?kind=poll');
    await page.getByLabel('Question').fill('Lunch?');
    await option(1).fill('Rice');
    await option(2).fill('Bread');
    await page.getByLabel('More than one may be chosen').press('Space');
    await phone().getByText('Select one or more').waitFor();
    await page.getByText('The same request from your program').click();
    const curl = await page.getByTestId('curl').innerText();
    expect(curl).toContain('/api/messages/send-poll');
    expect(curl).toContain('"options":["Rice","Bread"],"allowMultiple":true');
  });

  it('D-5 a draft stays in the browser until it is begun anew', async () => {
    await open('?kind=buttons');
    await writeButtons();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('The draft is kept in this browser').waitFor();
    await open();
    await page.getByText('This is the draft that you saved').waitFor();
    expect(await option(2).inputValue()).toBe('No');
    await page.getByRole('button', { name: 'Begin anew' }).click();
    await until('empty fields', async () => (await option(2).inputValue()) === '');
  });

  it('A-1 who may only read builds and is told who may send', async () => {
    const { email, password } = await joinAs(product, 'interactive-viewer@example.com', 'viewer');
    const context = await browser.newContext();
    const other = await context.newPage();
    await other.goto(`${product.dev.url}/en/login`);
    await other.locator('#email').fill(email);
    await other.locator('#password').fill(password);
    await other.locator('form button:not([type=button])').last().click();
    await other.waitForURL('**/dashboard');
    await other.goto(`${product.dev.url}/en/interactive`);
    await other.getByText('Your role may build and look, not send.').waitFor();
    expect(await other.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await context.close();
  });

  it.each([
    { lang: 'ar', theme: 'light', width: 1280 },
    { lang: 'ar', theme: 'dark', width: 360 },
    { lang: 'en', theme: 'dark', width: 1280 },
    { lang: 'en', theme: 'light', width: 360 },
  ] as const)('D-2 D-4 every kind is accessible and fits: $lang $theme $width', async (look) => {
    for (const kind of ['buttons', 'list', 'poll']) {
      await open(`?kind=${kind}`, look.lang);
      await page.getByRole('button', { name: /Fill in an example|املأ بمثال/ }).click();
      await phone().locator('.phone-bubble').first().waitFor();
      const { violations, consoleErrors, overflowPx, thirdParty } = await sweepPage(page, look);
      expect({ kind, violations, consoleErrors, overflowPx, thirdParty }).toEqual({
        kind,
        violations: [],
        consoleErrors: [],
        overflowPx: 0,
        thirdParty: [],
      });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });
});

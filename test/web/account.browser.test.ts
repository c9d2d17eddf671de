import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';
import { launchBrowser, signIn } from './browser.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
const DIGITS = 6;

/** RFC 6238 with SHA-1, written anew: what an authenticator app does. */
const totp = (secret: string, nowMs: number): string => {
  let bits = '';
  for (const letter of secret.replace(/[\s=]/g, '')) bits += BASE32.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / STEP_MS)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE((mac[mac.length - 1] as number) & 0xf) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
};

/** One black pixel, as a PNG. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==',
  'base64',
);

describe('profile and audit', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const open = (path: string, lang = 'en') => page.goto(`${product.dev.url}/${lang}${path}`);

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct({ env: { WAQTOR_ENGINE: 'memory' } }), launchBrowser()]);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
    page = await context.newPage();
    await signIn(page, product, 'en');
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
  });

  it('A-6 a changed name is there after a reload, and in the menu', async () => {
    await open('/profile');
    await page.getByLabel('Name', { exact: true }).fill('نورة السالم');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.reload();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('نورة السالم');
    await page.locator('.sidebar').getByText('نورة السالم', { exact: true }).first().waitFor();
  });

  it('A-6 a number without its country is refused beside its field, and nothing is saved', async () => {
    await page.getByLabel('Phone').fill('0500000000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This is not a phone number with its country code').waitFor();
    await page.reload();
    expect(await page.getByLabel('Phone').inputValue()).toBe('');
  });

  it('A-6 a photo is shown, and initials when it is removed', async () => {
    await page.getByTestId('photo').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: PNG });
    const picture = page.locator('.picture-field img');
    await until('the photo', async () => (await picture.evaluate((img: HTMLImageElement) => img.naturalWidth)) > 0);
    await page.getByRole('button', { name: 'Remove' }).click();
    await picture.waitFor({ state: 'detached' });
  });

  it('A-6 a file that is no picture is refused before it is sent', async () => {
    await page
      .getByTestId('photo')
      .setInputFiles({ name: 'x.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
    await page.getByText('This kind of file is not taken').waitFor();
  });

  it('A-1 another device is listed, and signed out from here', async () => {
    const other = await browser.newContext({ userAgent: 'Mozilla/5.0 (Linux; Android 15) Chrome/142.0 Mobile' });
    const otherPage = await other.newPage();
    await signIn(otherPage, product, 'en');
    await open('/profile');
    await page.getByText('This device', { exact: true }).waitFor();
    await page.locator('[data-login]').filter({ hasText: 'Android' }).waitFor();
    await page.locator('[data-login]').filter({ hasText: 'Android' }).getByRole('button').click();
    await page.locator('[data-login]').filter({ hasText: 'Android' }).waitFor({ state: 'detached' });
    // Its socket is closed at once, so the page leaves by itself: nobody has to open another one.
    await otherPage.waitForURL('**/login**');
    await other.close();
  });

  it('A-1 a second factor is set up with the code of an app, and its backup codes are shown once', async () => {
    await page.getByRole('button', { name: 'Set it up' }).click();
    const secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
    await page.getByLabel('Six digits').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.locator('#factor-code-hint.is-error').waitFor();
    await page.getByLabel('Six digits').fill(totp(secret, Date.now()));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Keep these backup codes').waitFor();
    expect(await page.locator('.codes li').count()).toBeGreaterThanOrEqual(8);
    await page.getByLabel('I keep them in a safe place').check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('On: signing in asks for a code').waitFor();
    await page.reload();
    await page.getByText('On: signing in asks for a code').waitFor();
  });

  it('G-7 the audit tells what was done, filters by the address and opens one entry at its own', async () => {
    await open('/audit');
    await page
      .getByRole('link', { name: /Changed the profile/ })
      .first()
      .waitFor();
    await page.getByLabel('What', { exact: true }).selectOption('second_factor.enabled');
    await page.waitForURL('**action=second_factor.enabled');
    await page
      .getByRole('link', { name: /Changed the profile/ })
      .first()
      .waitFor({ state: 'detached' });
    await page
      .getByRole('link', { name: /Switched the second factor on/ })
      .first()
      .click();
    await page.waitForURL('**row=aud_**');
    const permalink = page.url();
    await page.getByRole('dialog').getByText('From address').waitFor();
    await page.goto(permalink);
    await page.getByRole('dialog').getByText('From address').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await page.waitForURL((url) => !url.searchParams.has('row'));
  });

  it('G-7 a filter that fits nothing says so and is cleared', async () => {
    await open('/audit?targetId=key_nothing000');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    await page.locator('[data-audit]').first().waitFor();
  });

  it('G-7 the chain is checked from the page', async () => {
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/sealed entr(y|ies), (all )?unchanged/).waitFor();
  });

  it('G-7 the export is a file with the same filter', async () => {
    await open('/audit?action=user.changed');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export CSV' }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toContain('user.changed');
    expect(text).not.toContain('second_factor.enabled');
  });
});
